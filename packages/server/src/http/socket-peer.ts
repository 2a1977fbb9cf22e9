import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Peer } from "../ports/peer.ts";

const BINARY = { binary: true, compress: false } as const;
const NORMAL_CLOSURE = 1000;

/** One WebSocket as the core sees it. */
export class SocketPeer implements Peer {
  readonly address: string | undefined;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  #corked = false;
  /** Looks since something was last heard. */
  #silence = 0;

  constructor(socket: WebSocket, stream: Duplex, address: string | undefined) {
    this.#socket = socket;
    this.#stream = stream;
    this.address = address;
  }

  send(frame: Uint8Array): void {
    if (!this.#corked) {
      this.#corked = true;
      this.#stream.cork();
      if (corked.push(this) === 1) process.nextTick(uncorkAll);
    }
    this.#socket.send(frame, BINARY);
  }

  uncork(): void {
    this.#corked = false;
    this.#stream.uncork();
  }

  bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  close(): void {
    this.#socket.close(NORMAL_CLOSURE);
  }

  terminate(): void {
    this.#socket.terminate();
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

let corked: SocketPeer[] = [];

function uncorkAll(): void {
  const peers = corked;
  corked = [];
  for (const peer of peers) peer.uncork();
}
