import type { ReactNode } from "react";
import { initials } from "../text/plain-text.ts";
import { Icon } from "./icon.tsx";

const QUIET_GROUNDS = 8;

/** Initials on a quiet ground that the account's id chooses: the same person, the same colour, everywhere. */
export function Avatar(props: {
  readonly name: string;
  readonly accountId: string;
  readonly large?: boolean;
}): ReactNode {
  const letters = initials(props.name);
  const ground = Number.parseInt(props.accountId.slice(0, 4), 16) % QUIET_GROUNDS;
  const size = props.large === true ? "avatar avatar-large" : "avatar";
  return (
    <span className={size} data-ground={Number.isNaN(ground) ? 0 : ground} aria-hidden="true">
      {letters === "" ? <Icon name="person" /> : <bdi>{letters}</bdi>}
    </span>
  );
}
