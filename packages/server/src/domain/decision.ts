import { err, ok, type AccountId, type CommonRefusal, type Result } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { DeviceRow } from "../ports/rows.ts";
import type { Caller } from "./caller.ts";
import { signal, type Noticed, type SignalEffect } from "./noticed.ts";
import type { Posting } from "./posting.ts";
import type { Challenges, Tokens } from "./sessions.ts";
import type { Settings } from "./settings.ts";

// Every call is `(tables, request, context) → Decision`. A decision reads first and writes only once it
// is sure to accept: a refusal leaves nothing behind in the transaction that it shares with others. What
// it noticed on the way is told afterwards, and to the desk alone.

/** A reply that says no more than that it was done. */
export type Nothing = Readonly<Record<string, never>>;

/** What a call may know besides its request and the tables. */
export interface Context {
  readonly nowMs: number;
  readonly crypto: ServerCrypto;
  readonly settings: Settings;
  readonly challenges: Challenges;
  readonly tokens: Tokens;
  /** Which of the deployment's services the connection came to. */
  readonly platform: string;
  /** Why whoever opens a session is refused by the operator, if they are. */
  refusalOf(session: {
    readonly accountId: AccountId;
    readonly build: string;
    readonly platform: string;
  }): "account_suspended" | "build_refused" | undefined;
  /** What the connection shows of the client behind it. */
  readonly client: ClientTraits;
  /** Takes one from the bucket for questions about handles of this connection's address. */
  mayAskForHandle(): boolean;
}

/** Material for links between accounts; none of it is kept as it is. */
export interface ClientTraits {
  /** The order of this connection's first calls, for a client that doesn't behave as ours do. */
  strangeTrace(build: string | undefined): Uint8Array | undefined;
  /** Network prefix, minute and trace together: never the address alone. */
  batch(): Uint8Array | undefined;
}

export interface SessionContext extends Context {
  readonly caller: Caller;
}

/** What happens once the transaction is durable. */
export type Effect =
  | { readonly kind: "post"; readonly posting: Posting }
  | { readonly kind: "sessionOpened"; readonly caller: Caller; readonly ackedSeq: number }
  | { readonly kind: "sessionClosed" }
  | { readonly kind: "revoked"; readonly devices: readonly DeviceRow[] }
  | { readonly kind: "live"; readonly to: readonly DeviceRow[]; readonly frame: Uint8Array }
  | SignalEffect;

export interface Done<Reply> {
  readonly reply: Reply;
  readonly effects: readonly Effect[];
}

/** A refusal has no effect but to be noticed. */
export interface Refused<Outcome extends string> {
  readonly answer: Outcome | CommonRefusal;
  readonly effects: readonly SignalEffect[];
}

export type Decision<Reply, Outcome extends string = never> = Result<Done<Reply>, Refused<Outcome>>;

const noEffects: readonly never[] = [];

export function done<Reply>(
  reply: Reply,
  effects: readonly Effect[] = noEffects,
): { readonly ok: true; readonly value: Done<Reply> } {
  return ok({ reply, effects });
}

export function refuse<Outcome extends string>(
  outcome: Outcome,
  ...noticed: readonly Noticed[]
): { readonly ok: false; readonly error: Refused<Outcome> } {
  return err({ answer: outcome, effects: noticed.length === 0 ? noEffects : noticed.map(signal) });
}

/** For requests that decode but can't mean anything. `detail` names the field, never its content. */
export function malformed(detail: string): { readonly ok: false; readonly error: Refused<never> } {
  const answer = { kind: "malformed", detail, retryAfterMs: 0 } as const;
  return err({ answer, effects: [signal({ kind: "schemaViolation", detail })] });
}
