import type { ReactNode } from "react";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";

type Manner = "main" | "plain" | "quiet" | "danger";

/** A button with words on it. While it works it says so and takes no second press. */
export function Button(props: {
  readonly children: ReactNode;
  readonly manner?: Manner;
  readonly icon?: IconName;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  readonly submit?: boolean;
  readonly describedBy?: string;
  readonly onPress?: () => void;
}): ReactNode {
  const { manner = "plain", busy = false } = props;
  return (
    <button
      type={props.submit === true ? "submit" : "button"}
      className={`button button-${manner}`}
      aria-disabled={busy}
      aria-describedby={props.describedBy}
      disabled={props.disabled}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else props.onPress?.();
      }}
    >
      {props.icon === undefined ? null : <Icon name={props.icon} />}
      <span>{props.children}</span>
    </button>
  );
}

/** A button that is a picture, with its words for screen readers and as a tooltip. */
export function IconButton(props: {
  readonly icon: IconName;
  readonly label: string;
  readonly onPress: () => void;
  readonly className?: string;
  readonly expanded?: boolean;
  readonly popup?: "menu" | "dialog";
  readonly disabled?: boolean;
  readonly tabIndex?: number;
}): ReactNode {
  return (
    <button
      type="button"
      className={`icon-button ${props.className ?? ""}`}
      aria-label={props.label}
      title={props.label}
      aria-expanded={props.expanded}
      aria-haspopup={props.popup}
      disabled={props.disabled}
      tabIndex={props.tabIndex}
      onClick={props.onPress}
    >
      <Icon name={props.icon} />
    </button>
  );
}
