import type { ReactNode } from "react";
import { Callout } from "../../parts/callout.tsx";
import type { DeskFailure } from "../api/desk-client.ts";
import { useWords } from "../words/words.ts";

/** Refusals of what somebody wrote: the place of what is wrong helps them. */
const WITH_PLACE: ReadonlySet<DeskFailure["kind"]> = new Set(["bad_order", "order_only_grows"]);

/** Why something didn't work, in plain words; nothing when it did. */
export function Failure(props: { readonly failure: DeskFailure | undefined }): ReactNode {
  const { t } = useWords();
  if (props.failure === undefined) return null;
  return (
    <Callout meaning="danger" alert>
      <p>{t(`refusal.${props.failure.kind}`)}</p>
      {WITH_PLACE.has(props.failure.kind) ? (
        <p className="small" lang="en" dir="ltr">
          {props.failure.detail}
        </p>
      ) : null}
    </Callout>
  );
}
