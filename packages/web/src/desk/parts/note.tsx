import type { ReactNode } from "react";
import type { IconName } from "../../parts/icon-paths.ts";
import { Icon } from "../../parts/icon.tsx";
import type { DeskFailure } from "../api/desk-client.ts";
import { useWords } from "../words/words.ts";

type Meaning = "plain" | "caution" | "danger" | "trusted";

const ICONS: Readonly<Record<Meaning, IconName>> = {
  plain: "info",
  caution: "warning",
  danger: "warning",
  trusted: "verified",
};

/** Something to know here and now: a meaning as colour, icon and words. */
export function Note(props: {
  readonly meaning?: Meaning;
  readonly alert?: boolean;
  readonly children: ReactNode;
}): ReactNode {
  const { meaning = "plain" } = props;
  return (
    <div className={`callout callout-${meaning}`} role={props.alert === true ? "alert" : undefined}>
      <Icon name={ICONS[meaning]} />
      <div className="callout-words">{props.children}</div>
    </div>
  );
}

/** Refusals of what somebody wrote: the place of what is wrong helps them. */
const WITH_PLACE: ReadonlySet<DeskFailure["kind"]> = new Set(["bad_order", "order_only_grows"]);

/** Why something didn't work, in plain words; nothing when it did. */
export function Failure(props: { readonly failure: DeskFailure | undefined }): ReactNode {
  const { t } = useWords();
  if (props.failure === undefined) return null;
  return (
    <Note meaning="danger" alert>
      <p>{t(`refusal.${props.failure.kind}`)}</p>
      {WITH_PLACE.has(props.failure.kind) ? (
        <p className="small" lang="en" dir="ltr">
          {props.failure.detail}
        </p>
      ) : null}
    </Note>
  );
}
