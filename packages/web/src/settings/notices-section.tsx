import type { ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { Icon } from "../parts/icon.tsx";

/** Warnings by those who run the server; the only place where they appear. */
export function NoticesSection(): ReactNode {
  const { t } = useWords();
  return (
    <div className="empty">
      <Icon name="notice" />
      <h2>{t("notices.none")}</h2>
      <p>{t("notices.lead")}</p>
    </div>
  );
}
