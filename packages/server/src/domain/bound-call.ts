import {
  callName,
  decode,
  encode,
  type Call,
  type CallName,
  type CommonRefusal,
  type RateLimit,
} from "@bridle/protocol";
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
    };

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
