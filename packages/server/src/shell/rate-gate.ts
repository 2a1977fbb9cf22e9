import type { RateLimit } from "@bridle/protocol";
import type { BoundCall } from "../domain/bound-call.ts";
import type { Caller } from "../domain/caller.ts";
import { RateLimiter } from "./rate-limiter.ts";

/** Questions whether a handle is taken, at registration. */
const handleQuestions: RateLimit = { key: "address", burst: 20, perMinute: 20 };
const TAGS = 256;

/** The limits that the calls declare, each by what it counts: address, account or device. */
export class RateGate {
  readonly #byAddress = new RateLimiter();
  readonly #byAccount = new RateLimiter();
  readonly #byDevice = new RateLimiter();

  /** Ms to wait, 0 when the call may go on. This machine's own address isn't limited. */
  wait(
    who: { readonly address: string | undefined; readonly caller: Caller | undefined },
    call: Pick<BoundCall, "rate" | "tag">,
    nowMs: number,
  ): number {
    const { rate, tag } = call;
    const { address, caller } = who;
    if (rate.key === "address" || caller === undefined) {
      return address === undefined ? 0 : this.#byAddress.take(`${tag}/${address}`, rate, nowMs);
    }
    if (rate.key === "account") return this.#byAccount.take(caller.account * TAGS + tag, rate, nowMs);
    return this.#byDevice.take(caller.device * TAGS + tag, rate, nowMs);
  }

  mayAskForHandle(address: string | undefined, nowMs: number): boolean {
    if (address === undefined) return true;
    return this.#byAddress.take(`handle/${address}`, handleQuestions, nowMs) === 0;
  }
}
