import type { ReactNode } from "react";
import { directed, iconPaths, type IconName } from "./icon-paths.ts";

/** A picture beside a word, or in a button that has a label; never alone in what it says. */
export function Icon(props: { readonly name: IconName; readonly small?: boolean }): ReactNode {
  const { name, small = false } = props;
  const classes = ["icon", small ? "icon-small" : "", directed.has(name) ? "icon-directed" : ""];
  return (
    <svg className={classes.filter((name) => name !== "").join(" ")} viewBox="0 0 20 20" aria-hidden="true">
      <path d={iconPaths[name]} />
    </svg>
  );
}
