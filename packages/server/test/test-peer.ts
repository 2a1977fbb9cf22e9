import {
  assembled,
  calls,
  clientFrame,
  decode,
  decodeRefusal,
  encode,
  serverFrame,
  type CallName,
  type Codec,
  type CommonRefusal,
  type ReplyOf,
  type RequestOf,
  type ServerFrame,
} from "@bridle/protocol";
import type { Peer } from "../src/ports/peer.ts";

export type Answer<N extends CallName> =
  | { readonly kind: "reply"; readonly reply: ReplyOf<N> }
  | { readonly kind: "outcome"; readonly outcome: string }
  | { readonly kind: "refusal"; readonly refusal: CommonRefusal };

/** The far end of a connection: keeps every frame that the server sends. */
export class TestPeer implements Peer {
  readonly address: string | undefined;
  readonly platform: string | undefined;
  readonly frames: ServerFrame[] = [];
  readonly raw: Uint8Array[] = [];
  isClosed = false;
  /** What the network hasn't taken; a test sets it to play a stalled reader. */
  buffered = 0;
  #nextId = 1;
  readonly #replies = new Map<number, Extract<ServerFrame, { kind: "reply" }>>();

  constructor(address?: string, platform?: string) {
    this.address = address;
    this.platform = platform;
  }

  send(frame: Uint8Array): void {
    const read = decode(serverFrame, frame);
    if (!read.ok) throw new Error(`the server sent a bad frame: ${read.error.reason}`);
    this.frames.push(read.value);
    if (read.value.kind === "reply") this.#replies.set(read.value.id, read.value);
    this.raw.push(frame);
  }

  bufferedBytes(): number {
    return this.buffered;
  }

  close(): void {
    this.isClosed = true;
  }

  callFrame<N extends CallName>(
    name: N,
    request: RequestOf<N>,
  ): { readonly id: number; readonly frame: Uint8Array } {
    const id = this.#nextId++;
    const codec: Codec<unknown> = calls[name].request;
    const body = encode(codec, request);
    return { id, frame: encode(clientFrame, { kind: "call", id, tag: calls[name].tag, body }) };
  }

  answer<N extends CallName>(name: N, id: number): Answer<N> | undefined {
    const frame = this.#replies.get(id);
    if (frame === undefined) return undefined;
    if (frame.status === "refusal") return { kind: "refusal", refusal: decodeRefusal(frame.body) };
    if (frame.status === "outcome") {
      return { kind: "outcome", outcome: calls[name].outcomes[frame.body[0]!] ?? "an undeclared outcome" };
    }
    const codec: Codec<object> = calls[name].reply;
    const reply = decode(codec, frame.body);
    if (!reply.ok) throw new Error("the server sent a bad reply");
    return { kind: "reply", reply: assembled<ReplyOf<N>>({ ...reply.value }) };
  }

  delivered(): Extract<ServerFrame, { kind: "deliver" }>[] {
    return this.frames.filter((frame) => frame.kind === "deliver");
  }
}
