import { endsAtMs, refusingControl, type Asked, type Control, type OuterClass } from "@bridle/desk";
import type { CallName, CommonRefusal } from "@bridle/protocol";

/** What each call carries, as far as a server tells it apart. Whatever isn't here can't be refused by class. */
const classes: ReadonlyMap<CallName, OuterClass> = new Map<CallName, OuterClass>([
  ["conversation.send", "message"],
  ["conversation.commit", "commit"],
  ["conversation.rejoin", "commit"],
  ["conversation.create", "welcome"],
  ["ephemeral.send", "ephemeral"],
  ["introduction.send", "introduction"],
  ["call.offer", "call"],
  ["relay.allocate", "call"],
  ["relay.forward", "call"],
  ["sync.send", "sync"],
]);

const RETRY_MS_MAX = 0xffff_ffff;

/**
 * The controls that this server enforces: whole classes of messages, sizes of them, client builds,
 * registrations, accounts. They come from more than one place, each of which replaces its own list.
 */
export class KillSwitch {
  readonly #lists = new Map<string, readonly Control[]>();
  #all: readonly Control[] = [];
  /** The few that are about calls: looked at with every message. */
  #byCall: readonly Control[] = [];

  /** Enforced from now on, instead of what the same place said before. */
  replace(from: string, controls: readonly Control[]): void {
    this.#lists.set(from, controls);
    this.#all = [...this.#lists.values()].flat();
    this.#byCall = this.#all.filter(({ kind }) => kind === "refuseClass" || kind === "refuseSize");
  }

  get size(): number {
    return this.#all.length;
  }

  /** Of a build, an account or a registration. */
  refusing(asked: Asked, nowMs: number): Control | undefined {
    return this.#all.length === 0 ? undefined : refusingControl(this.#all, asked, nowMs);
  }

  /** Of a call with a body of that size. */
  refusingCall(
    call: { readonly name: CallName; readonly size: number; readonly platform: string },
    nowMs: number,
  ): Control | undefined {
    if (this.#byCall.length === 0) return undefined;
    const outerClass = classes.get(call.name);
    if (outerClass === undefined) return undefined;
    const { platform, size: contentSize } = call;
    return refusingControl(this.#byCall, { platform, class: outerClass, contentSize }, nowMs);
  }
}

/** What a refused client is told: the reason, one of a closed list, and when to come again. */
export function refusedByOperator(control: Control, nowMs: number): CommonRefusal {
  const until = endsAtMs(control);
  const retryAfterMs = until === undefined ? 0 : Math.min(RETRY_MS_MAX, Math.max(1, until - nowMs));
  return { kind: "refused_by_operator", detail: control.reason, retryAfterMs };
}
