import type { ReactNode } from "react";
import { version } from "../../package.json";
import { useAppState } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { groupsOfEight } from "../text/digits.ts";
import { PublicLog } from "./public-log.tsx";

/** What this is, exactly: version, server, fingerprints, licence. The one place with the field's terms. */
export function AboutSection(): ReactNode {
  const { t } = useWords();
  const account = useAppState((state) => state.account);
  const facts = [
    [t("about.version"), version],
    [t("about.server"), account?.server],
    [t("about.account"), groupsOfEight(account?.accountId ?? "")],
    [t("about.device"), groupsOfEight(account?.deviceId ?? "")],
  ] as const;
  return (
    <>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="digits" dir="ltr">
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <PublicLog />
      <p>{t("about.crypto")}</p>
      <p>{t("about.proof")}</p>
      <p>{t("about.licence")}</p>
    </>
  );
}
