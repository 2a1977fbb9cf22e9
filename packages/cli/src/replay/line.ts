import {
  callTable,
  clientFrame,
  decode,
  decodeRefusal,
  encode,
  serverFrame,
  type CallName,
  type ReplyOf,
  type RequestOf,
} from "@bridle/protocol";
import type { ConnectionInput, Peer, ServerCore } from "@bridle/server";
import type { VirtualClock } from "./virtual-clock.ts";

/** Longer than any batch lingers. */
const ANSWER_MS = 25;

export type Answer<N extends CallName> =
  | { readonly kind: "reply"; readonly reply: ReplyOf<N> }
  /** The outcome or the status by which it was refused. */
  | { readonly kind: "refused"; readonly by: string };

/** One connection to the server's core: frames in, frames out, no network between. */
export class Line implements Peer {
  readonly address: string;
  readonly #clock: VirtualClock;
  readonly #input: ConnectionInput;
  readonly #replies = new Map<number, { readonly status: string; readonly body: Uint8Array }>();
  #nextId = 1;
  #deliveredSeq = 0;

  constructor(server: { readonly core: ServerCore; readonly clock: VirtualClock }, address: string) {
    this.address = address;
    this.#clock = server.clock;
    this.#input = server.core.connect(this);
  }

  send(bytes: Uint8Array): void {
    const frame = decode(serverFrame, bytes);
    if (!frame.ok) return;
    if (frame.value.kind === "reply") this.#replies.set(frame.value.id, frame.value);
    if (frame.value.kind === "deliver") this.#deliveredSeq = frame.value.seq;
  }

  bufferedBytes(): number {
    return 0;
  }

  /** Acknowledges what came, as an app does that has stored it, and hangs up. */
  close(): void {
    if (this.#deliveredSeq > 0)
      this.#input.receive(encode(clientFrame, { kind: "ack", seq: this.#deliveredSeq }));
    this.#input.closed();
  }

  call<N extends CallName>(name: N, request: RequestOf<N>): Answer<N> {
    const call = callTable[name];
    const reply = this.#answerTo(call.tag, encode(call.request, request));
    if (reply === undefined) return { kind: "refused", by: "no answer" };
    if (reply.status === "refusal") return { kind: "refused", by: decodeRefusal(reply.body).kind };
    if (reply.status === "outcome") {
      return { kind: "refused", by: call.outcomes[reply.body[0] ?? 0] ?? "unknown outcome" };
    }
    const read = decode(call.reply, reply.body);
    return read.ok ? { kind: "reply", reply: read.value } : { kind: "refused", by: "unreadable reply" };
  }

  /** A call whose body breaks the schema: its last byte is missing. */
  callBadly<N extends CallName>(name: N, request: RequestOf<N>): void {
    const call = callTable[name];
    this.#answerTo(call.tag, encode(call.request, request).slice(0, -1));
  }

  /** Bytes that may be anything. */
  frame(bytes: Uint8Array): void {
    this.#input.receive(bytes);
  }

  #answerTo(
    tag: number,
    body: Uint8Array,
  ): { readonly status: string; readonly body: Uint8Array } | undefined {
    const id = this.#nextId++;
    this.#input.receive(encode(clientFrame, { kind: "call", id, tag, body }));
    if (!this.#replies.has(id)) this.#clock.advance(ANSWER_MS);
    const reply = this.#replies.get(id);
    this.#replies.delete(id);
    return reply;
  }
}
