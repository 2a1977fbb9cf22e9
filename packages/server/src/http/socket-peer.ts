import type { WebSocket } from "ws";
import type { Peer } from "../ports/peer.ts";

const BINARY = { binary: true, compress: false } as const;
const NORMAL_CLOSURE = 1000;

/** One WebSocket as the core sees it. */
export class SocketPeer implements Peer {
  readonly address: string | undefined;
  readonly platform: string | undefined;
  readonly #socket: WebSocket;
  /** Looks since something was last heard. */
  #silence = 0;

  constructor(socket: WebSocket, from: Pick<Peer, "address" | "platform">) {
    this.#socket = socket;
    this.address = from.address;
    this.platform = from.platform;
  }

  send(frame: Uint8Array): void {
    this.#socket.send(frame, BINARY);
  }

  bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  close(): void {
    this.#socket.close(NORMAL_CLOSURE);
  }

  heard(): void {
    this.#silence = 0;
  }

  /** After `silentMax` looks without a word the peer is asked; after one more it is given up. */
  look(silentMax: number): void {
    this.#silence++;
    if (this.#silence === silentMax) this.#socket.ping();
    else if (this.#silence > silentMax + 1) this.#socket.terminate();
  }
}
