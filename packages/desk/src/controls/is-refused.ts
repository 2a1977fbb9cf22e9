import type { AccountId } from "@bridle/protocol";
import type { NetworkClass } from "../signals/signal.ts";
import { isInForce, type Control, type OuterClass } from "./control.ts";

/** What is about to be served. A control that asks for something absent here doesn't hold. */
export interface Asked {
  readonly platform: string;
  readonly class?: OuterClass;
  /** Length of the body as it came, in bytes; counts together with `class`. */
  readonly contentSize?: number;
  readonly build?: string;
  readonly account?: AccountId;
  /** Set where somebody registers: where they come from. */
  readonly registration?: NetworkClass;
}

/** Whether a control in force refuses this. Costs one look at each control and remembers nothing. */
export function isRefused(controls: Iterable<Control>, what: Asked, nowMs: number): boolean {
  return refusingControl(controls, what, nowMs) !== undefined;
}

/** The first control in force that refuses this: what to log, and whose reason to tell. */
export function refusingControl(
  controls: Iterable<Control>,
  what: Asked,
  nowMs: number,
): Control | undefined {
  for (const control of controls) {
    if (isInForce(control, nowMs) && covers(control, what)) return control;
  }
  return undefined;
}

function covers(control: Control, what: Asked): boolean {
  if (control.platform !== undefined && control.platform !== what.platform) return false;
  switch (control.kind) {
    case "refuseClass":
      return what.class === control.value;
    case "refuseSize":
      return what.class === control.value.class && (what.contentSize ?? 0) > control.value.overBytes;
    case "refuseBuild":
      return what.build !== undefined && namesBuild(control.value, what.build);
    case "refuseRegistration":
      if (what.registration === undefined) return false;
      return control.value === "everyone" || control.value === what.registration;
    case "suspendAccount":
      return what.account === control.value;
  }
}

function namesBuild(pattern: string, build: string): boolean {
  return pattern.endsWith("*") ? build.startsWith(pattern.slice(0, -1)) : build === pattern;
}
