import { utf8Encode, type CallName } from "@bridle/protocol";
import type { ClientTraits } from "../domain/decision.ts";

/** So many calls of a connection are looked at; our own clients have a session by then. */
const TRACE_CALLS_MAX = 16;
const BATCH_WINDOW_MS = 60_000;

/** The builds that this repository makes. Declared forks go by names of their own and have no known trace. */
const ours = /^bridle-(?:cli|web)\//;
/** What anybody may ask, and ours ask when they come to it. */
const openCalls = "server\\.info|directory\\.info|notice\\.keys|detection\\.profile";
/**
 * What our clients have called on a connection by the time they open a session: they ask who the server
 * is, register, restore or resume if they have to, and prove their key
 * (`packages/client/src/wire/session.ts`). A test walks a real client through it.
 */
const known = new RegExp(
  `^server\\.info(?: (?:${openCalls}|session\\.resume|session\\.challenge|account\\.register|account\\.find|chain\\.append))*` +
    ` session\\.challenge(?: (?:${openCalls}))* session\\.open$`,
);

/** What one connection shows of the client behind it: the order of its first calls, never their content. */
export class ConnectionTraits implements ClientTraits {
  readonly #address: string | undefined;
  readonly #nowMs: () => number;
  #calls = "";
  #count = 0;

  constructor(address: string | undefined, nowMs: () => number) {
    this.#address = address;
    this.#nowMs = nowMs;
  }

  called(name: CallName): void {
    if (this.#count >= TRACE_CALLS_MAX) return;
    this.#calls = this.#count === 0 ? name : `${this.#calls} ${name}`;
    this.#count++;
  }

  strangeTrace(build: string | undefined): Uint8Array | undefined {
    const calls = this.#calls;
    if (build === undefined || !ours.test(build) || known.test(calls)) return undefined;
    if (this.#count >= TRACE_CALLS_MAX) return undefined;
    return utf8Encode(`${build}\n${calls}`);
  }

  batch(): Uint8Array | undefined {
    if (this.#address === undefined) return undefined;
    const minute = Math.floor(this.#nowMs() / BATCH_WINDOW_MS);
    return utf8Encode(`${prefixOf(this.#address)}\n${minute}\n${this.#calls}`);
  }
}

/** The /24 or /48 around an address as peers carry it: IPv4, or the four groups of a /64. */
function prefixOf(address: string): string {
  const separator = address.includes(":") ? ":" : ".";
  return address.split(separator).slice(0, 3).join(separator);
}
