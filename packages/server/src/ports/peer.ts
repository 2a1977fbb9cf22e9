/** The other end of one connection, whatever carries it. */
export interface Peer {
  /** Where it comes from, for rate limits only: `undefined` is this machine, which isn't limited. */
  readonly address: string | undefined;
  /** Which of the deployment's services it came to; the server's own without. */
  readonly platform?: string | undefined;
  /** Sends one frame. Never throws; on a dead connection it does nothing. */
  send(frame: Uint8Array): void;
  /** Bytes accepted by `send` that the network hasn't taken yet. */
  bufferedBytes(): number;
  /** Closes once everything sent is out. */
  close(): void;
}
