import {
  callTable,
  decode,
  decodeRefusal,
  encode,
  err,
  ok,
  outcomeIndex,
  serverFrame,
  clientFrame,
  type CallName,
  type ClientFrame,
  type OutcomeOf,
  type ReplyOf,
  type RequestOf,
  type Result,
  type ServerFrame,
  type Status,
} from "@bridle/protocol";
import type { Clock } from "../ports/clock.ts";
import type { Socket, Transport } from "../ports/transport.ts";

// One socket to the server: frames in and out, calls and their answers. It knows nothing of
// accounts; `session.ts` opens the session on it and brings it back when it breaks.

/** Why a call has no reply. `disconnected`: whether the server did it isn't known; send it again. */
export interface CallRefusal<Outcome extends string = never> {
  readonly kind: Outcome | Status | "disconnected";
  readonly detail: string;
  readonly retryAfterMs: number;
}

export type CallResult<N extends CallName> = Result<ReplyOf<N>, CallRefusal<OutcomeOf<N>>>;

/** Frames that come without being asked for. */
export type Push = Exclude<ServerFrame, { readonly kind: "reply" }>;

export interface ConnectionEvents {
  opened(): void;
  push(frame: Push): void;
  /** Once; every open call has been answered `disconnected` before. */
  closed(): void;
}

export interface Connection {
  call<N extends CallName>(name: N, request: RequestOf<N>): Promise<CallResult<N>>;
  ack(seq: number): void;
  close(): void;
}

const CALL_TIMEOUT_MS = 30_000;

type ReplyFrame = Extract<ServerFrame, { readonly kind: "reply" }>;

interface Waiting {
  settle(frame: ReplyFrame | undefined): void;
  cancelTimeout(): void;
}

export function openConnection(
  machine: { readonly transport: Transport; readonly clock: Clock },
  url: string,
  events: ConnectionEvents,
): Connection {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let open = true;

  const closed = (): void => {
    if (!open) return;
    open = false;
    for (const entry of waiting.values()) entry.settle(undefined);
    waiting.clear();
    events.closed();
  };
  const socket: Socket = machine.transport.connect(url, {
    opened: () => events.opened(),
    frame: (bytes) => {
      if (!open) return; // Late frames of a line that was given up would come out of order.
      const frame = decode(serverFrame, bytes);
      if (!frame.ok) return socket.close(); // A server that breaks the grammar gets no second try.
      if (frame.value.kind !== "reply") return events.push(frame.value);
      const entry = waiting.get(frame.value.id);
      waiting.delete(frame.value.id);
      return entry?.settle(frame.value);
    },
    closed,
  });
  const send = (frame: ClientFrame): void => socket.send(encode(clientFrame, frame));

  const ask = (tag: number, body: Uint8Array): Promise<ReplyFrame | undefined> =>
    new Promise((resolve) => {
      if (!open) return resolve(undefined);
      const id = nextId++;
      const cancelTimeout = machine.clock.schedule(CALL_TIMEOUT_MS, () => socket.close());
      const settle = (frame: ReplyFrame | undefined): void => {
        cancelTimeout();
        resolve(frame);
      };
      waiting.set(id, { settle, cancelTimeout });
      send({ kind: "call", id, tag, body });
    });

  return {
    async call(name, request) {
      const reply = await ask(callTable[name].tag, encode(callTable[name].request, request));
      return readReply(name, reply);
    },
    ack: (seq) => {
      if (open) send({ kind: "ack", seq });
    },
    close: () => {
      socket.close();
      closed();
    },
  };
}

function readReply<N extends CallName>(name: N, frame: ReplyFrame | undefined): CallResult<N> {
  if (frame === undefined) return refused("disconnected", "no answer");
  if (frame.status === "refusal") return err(decodeRefusal(frame.body));
  if (frame.status === "outcome") {
    const index = decode(outcomeIndex, frame.body);
    const outcome = index.ok ? callTable[name].outcomes[index.value] : undefined;
    return outcome === undefined ? refused("internal", "unknown outcome") : refused(outcome, name);
  }
  const reply = decode(callTable[name].reply, frame.body);
  return reply.ok ? ok(reply.value) : refused("internal", "unreadable reply");
}

function refused<N extends CallName>(kind: CallRefusal<OutcomeOf<N>>["kind"], detail: string): CallResult<N> {
  return err({ kind, detail, retryAfterMs: 0 });
}
