/** What a socket tells its owner. After `closed` nothing comes any more. */
export interface SocketEvents {
  opened(): void;
  /** One binary message, whole. Text messages are not delivered. */
  frame(bytes: Uint8Array): void;
  /** Once, also when the socket never opened. */
  closed(): void;
}

export interface Socket {
  /** Queues a frame; dropped without error when the socket isn't open. */
  send(frame: Uint8Array): void;
  /** Bytes that `send` queued and the network hasn't taken. */
  readonly bufferedBytes: number;
  close(): void;
}

/** Opens WebSockets. Never throws: what fails comes as `closed`. */
export interface Transport {
  connect(url: string, events: SocketEvents): Socket;
}
