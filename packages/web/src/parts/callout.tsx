import type { ReactNode } from "react";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";

type Meaning = "plain" | "caution" | "danger" | "trusted";

const ICONS: Readonly<Record<Meaning, IconName>> = {
  plain: "info",
  caution: "warning",
  danger: "warning",
  trusted: "verified",
};

/** Something to know here and now: a meaning as colour, icon and words, and what can be done about it. */
export function Callout(props: {
  readonly meaning?: Meaning;
  readonly icon?: IconName;
  readonly alert?: boolean;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}): ReactNode {
  const { meaning = "plain" } = props;
  return (
    <div className={`callout callout-${meaning}`} role={props.alert === true ? "alert" : undefined}>
      <Icon name={props.icon ?? ICONS[meaning]} />
      <div className="callout-words">{props.children}</div>
      {props.actions === undefined ? null : <div className="callout-actions">{props.actions}</div>}
    </div>
  );
}
