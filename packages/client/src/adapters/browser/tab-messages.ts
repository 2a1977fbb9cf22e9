import type { ClientEvent } from "../../api/shapes.ts";

// What tabs and the worker that holds the store say to each other, over one BroadcastChannel. The worker
// listens itself, so that a request doesn't pass through the page of the tab that started it.

/** Changes with every change to these messages: tabs of two versions don't talk past each other. */
export const channelName = "bridle-client-2";
/** Whoever holds this Web Lock runs the worker. */
export const leaderLock = "bridle-client-leader";

/**
 * Why there is no store; the app shows each in its own words. `insecure_page`: it came neither by https nor
 * from this machine, where browsers offer no cryptography. `unsupported_browser`: no private file system,
 * as in some private windows. `worker_failed`: its script didn't load or start, or `close` was called.
 */
export type StoreFailure =
  | "newer_store"
  | "damaged_store"
  | "storage_full"
  | "insecure_page"
  | "unsupported_browser"
  | "worker_failed";

/**
 * `locked`: the passphrase is asked for. `silent`: another tab holds the store and doesn't answer (the
 * system may have put it to sleep); it goes on by itself when that tab answers or goes away.
 */
export type StoreState =
  | { readonly kind: "starting" }
  | { readonly kind: "locked" }
  /** `passphrase`: the store's next opening asks for one. */
  | { readonly kind: "ready"; readonly passphrase: boolean }
  | { readonly kind: "silent" }
  | { readonly kind: "failed"; readonly reason: StoreFailure };

/** A tab to whoever leads. `id` is unique for ever: a request that is sent again is carried out once. */
export type TabRequest =
  | { readonly kind: "hello" }
  | { readonly kind: "call"; readonly id: string; readonly method: string; readonly params: unknown }
  | { readonly kind: "unlock"; readonly id: string; readonly passphrase: string }
  | {
      readonly kind: "setPassphrase";
      readonly id: string;
      readonly current: string | undefined;
      readonly next: string | undefined;
    };

/** The leader's worker (or, where it doesn't start, its page) to all tabs. */
export type LeaderMessage =
  | { readonly kind: "state"; readonly leader: string; readonly state: StoreState }
  | { readonly kind: "event"; readonly event: ClientEvent }
  | { readonly kind: "answer"; readonly id: string; readonly answer: unknown };

/** A message from the channel, or `undefined` for what isn't one of the leader's. */
export function leaderMessageOf(data: unknown): LeaderMessage | undefined {
  // Both ends are this code at this version; the kind alone tells the two directions apart.
  const kinds: readonly unknown[] = ["state", "event", "answer"];
  return kinds.includes(kindOf(data)) ? (data as LeaderMessage) : undefined;
}

/** A tab's message, or `undefined` for what isn't one. `params` are checked where the call is made. */
export function tabRequestOf(data: unknown): TabRequest | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const kind = kindOf(data);
  if (kind === "hello") return { kind };
  const id = stringIn(data, "id");
  if (id === undefined || id.length > 64) return undefined;
  if (kind === "call") {
    const method = stringIn(data, "method");
    return method === undefined
      ? undefined
      : { kind, id, method, params: "params" in data ? data.params : {} };
  }
  if (kind === "unlock") {
    const passphrase = stringIn(data, "passphrase");
    return passphrase === undefined ? undefined : { kind, id, passphrase };
  }
  if (kind !== "setPassphrase") return undefined;
  return { kind, id, current: stringIn(data, "current"), next: stringIn(data, "next") };
}

function kindOf(data: unknown): unknown {
  return typeof data === "object" && data !== null && "kind" in data ? data.kind : undefined;
}

function stringIn(data: object, name: string): string | undefined {
  const value = new Map<string, unknown>(Object.entries(data)).get(name);
  return typeof value === "string" ? value : undefined;
}
