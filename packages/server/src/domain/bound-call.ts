import {
  callName,
  decode,
  encode,
  type Call,
  type CallName,
  type CommonRefusal,
  type RateLimit,
  type Result,
} from "@bridle/protocol";
import type { Ledger } from "../ports/ledger.ts";
import type { Tables } from "../ports/store.ts";
import type { Caller } from "./caller.ts";
import type { Context, Decision, Effect, SessionContext } from "./decision.ts";
import { signal, type SignalEffect } from "./noticed.ts";

/** `read` changes nothing durable and needs no transaction; `store` adds to what must be kept. */
export type CallMode = "read" | "write" | "store";

export type CallContext = Context & { readonly caller: Caller | undefined };

/** What a decided call sends back: the encoded reply, the index of an outcome, or a common refusal. */
export type Decided =
  | { readonly kind: "reply"; readonly body: Uint8Array; readonly effects: readonly Effect[] }
  | { readonly kind: "outcome"; readonly index: number; readonly effects: readonly SignalEffect[] }
  | {
      readonly kind: "refusal";
      readonly refusal: CommonRefusal;
      readonly effects: readonly SignalEffect[];
    }
  /** Allowed; the answer is the ledger's, and comes when it comes. Never rejects. */
  | { readonly kind: "asked"; answer(ledger: Ledger): Promise<Decided> };

/** A call that may be made, and what then asks the ledger; or its outcome at once. */
export type Asked<Reply, Outcome extends string> = Result<
  (ledger: Ledger) => Promise<Decision<Reply, Outcome>>,
  Outcome
>;

/** A request that doesn't decode: what to answer, and what there is to notice. */
export interface Undecodable {
  readonly refusal: CommonRefusal;
  readonly effects: readonly SignalEffect[];
}

/** A request that decoded and waits for its turn. It may be decided again when a batch is repeated. */
export type Pending = (tables: Tables, context: CallContext) => Decided;

/** One call of the wire with its decision; the types of request and reply stay inside. */
export interface BoundCall {
  readonly name: CallName;
  readonly tag: number;
  readonly mode: CallMode;
  readonly rate: RateLimit;
  readonly needsSession: boolean;
  /** What to answer while the disk is full: the call's own outcome where it has one. */
  readonly whenFull: Decided;
  /** What to answer on a server that has no key directory. */
  readonly withoutLedger: Decided;
  /** Decodes a request. */
  prepare(body: Uint8Array): Pending | Undecodable;
}

const FULL_RETRY_MS = 30_000;
const unauthenticated: Decided = {
  kind: "refusal",
  refusal: { kind: "unauthenticated", detail: "", retryAfterMs: 0 },
  effects: [],
};

/** For a call that anyone may make. */
export function openCall<Request, Reply, Outcome extends string>(
  call: Call<Request, Reply, Outcome>,
  mode: CallMode,
  decide: (tables: Tables, request: Request, context: Context) => Decision<Reply, Outcome>,
): BoundCall {
  return bind(call, mode, (request) => (tables, context) => answer(call, decide(tables, request, context)));
}

/** For a call that only a proven device may make. */
export function sessionCall<Request, Reply, Outcome extends string>(
  call: Call<Request, Reply, Outcome>,
  mode: CallMode,
  decide: (tables: Tables, request: Request, context: SessionContext) => Decision<Reply, Outcome>,
): BoundCall {
  return bind(
    call,
    mode,
    (request) => (tables, context) =>
      isCalledBySession(context) ? answer(call, decide(tables, request, context)) : unauthenticated,
  );
}

/** For a call that the ledger answers: anybody's, or with `needs: "session"` a proven device's. */
export function askingCall<Request, Reply, Outcome extends string, Needs extends "nothing" | "session">(
  call: Call<Request, Reply, Outcome>,
  needs: Needs,
  decide: (
    tables: Tables,
    request: Request,
    context: Needs extends "session" ? SessionContext : Context,
  ) => Asked<Reply, Outcome>,
): BoundCall {
  return bind(call, "read", (request) => (tables, context) => {
    if (!isEnough(needs, context)) return unauthenticated;
    const asked = decide(tables, request, context);
    if (!asked.ok)
      return { kind: "outcome", index: call.outcomes.findIndex((name) => name === asked.error), effects: [] };
    return { kind: "asked", answer: async (ledger) => answer(call, await asked.value(ledger)) };
  });
}

function isEnough<Needs extends "nothing" | "session">(
  needs: Needs,
  context: CallContext,
): context is CallContext & (Needs extends "session" ? SessionContext : Context) {
  return needs === "nothing" || context.caller !== undefined;
}

function bind<Request, Reply, Outcome extends string>(
  call: Call<Request, Reply, Outcome>,
  mode: CallMode,
  pending: (request: Request) => Pending,
): BoundCall {
  const name = callName(call.tag);
  if (name === undefined) throw new Error("assertion failed: a call without a name");
  return {
    name,
    tag: call.tag,
    mode,
    rate: call.rate,
    needsSession: call.auth === "session",
    whenFull: answerWhenFull(call.outcomes),
    withoutLedger: {
      kind: "outcome",
      index: Math.max(
        0,
        call.outcomes.findIndex((outcome) => outcome === "no_directory"),
      ),
      effects: [],
    },
    prepare(body) {
      const request = decode(call.request, body);
      if (request.ok) return pending(request.value);
      const { reason, offset } = request.error;
      const detail = `${name}: ${reason}`;
      const noticed = signal({ kind: "schemaViolation", detail, size: body.length });
      return {
        refusal: { kind: "malformed", detail: `${detail} at ${offset}`, retryAfterMs: 0 },
        effects: [noticed],
      };
    },
  };
}

function isCalledBySession(context: CallContext): context is CallContext & SessionContext {
  return context.caller !== undefined;
}

function answer<Request, Reply, Outcome extends string>(
  call: Call<Request, Reply, Outcome>,
  decision: Decision<Reply, Outcome>,
): Decided {
  if (decision.ok) {
    const { reply, effects } = decision.value;
    return { kind: "reply", body: encode(call.reply, reply), effects };
  }
  const { answer: refused, effects } = decision.error;
  if (typeof refused !== "string") return { kind: "refusal", refusal: refused, effects };
  return { kind: "outcome", index: call.outcomes.indexOf(refused), effects };
}

function answerWhenFull(outcomes: readonly string[]): Decided {
  const index = outcomes.indexOf("storage_full");
  if (index >= 0) return { kind: "outcome", index, effects: [] };
  const refusal = { kind: "overloaded", detail: "", retryAfterMs: FULL_RETRY_MS } as const;
  return { kind: "refusal", refusal, effects: [] };
}
