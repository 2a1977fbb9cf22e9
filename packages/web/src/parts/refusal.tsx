import type { ReactNode } from "react";
import { refusalText, type RefusalKind } from "../app/refusal.ts";
import { useWords } from "../app/words-context.tsx";
import { Callout } from "./callout.tsx";

/** Why something didn't work, in plain words; nothing when it did. */
export function Refusal(props: { readonly kind: RefusalKind | undefined }): ReactNode {
  const { t } = useWords();
  if (props.kind === undefined) return null;
  return (
    <Callout meaning="danger" alert>
      {t(refusalText(props.kind))}
    </Callout>
  );
}
