import type { Arrival } from "../domain/settle.ts";
import type { Clock } from "../ports/clock.ts";
import type { Mailboxes, Waiting } from "../ports/mailboxes.ts";
import type { Peer } from "../ports/peer.ts";
import type { DeviceRow } from "../ports/rows.ts";
import { caughtUpFrame, deliverFrame, gapFrame } from "./frames-out.ts";
import type { Stats } from "./stats.ts";

/** Sent and not acknowledged. */
const IN_FLIGHT_ENTRIES_MAX = 256;
const IN_FLIGHT_BYTES_MAX = 1024 * 1024;
/** Accepted by the socket and not yet taken by the network: what a client that doesn't read costs. */
const BUFFERED_BYTES_MAX = 48 * 1024;
/** One read from the store. */
const PULL = { entries: 64, bytes: 64 * 1024 };

export interface OutflowOptions {
  readonly device: DeviceRow;
  readonly ackedSeq: number;
  readonly peer: Peer;
  readonly mailboxes: Mailboxes;
  readonly stats: Stats;
  readonly clock: Clock;
}

/**
 * Mail on its way to one connected device. While the device keeps up, what arrives is pushed from
 * memory; as soon as it doesn't, its mail is pulled from the store, as much as there is room for. So a
 * stalled client costs the same whatever waits for it.
 */
export class Outflow {
  readonly #options: OutflowOptions;
  /** Number of the last entry sent. */
  #cursor: number;
  /** Nothing waits in the store: the next arrival may be pushed. */
  #live = false;
  #announced = false;
  /** Number and size of each entry in flight, in turn. */
  #inFlight: number[] = [];
  #inFlightBytes = 0;
  /** Since when more waits than there is room for, without an ack in between. */
  #stalledSinceMs: number | undefined;

  constructor(options: OutflowOptions) {
    this.#options = options;
    this.#cursor = options.ackedSeq;
  }

  /** Something new for this device is durable. */
  offer(arrival: Arrival): void {
    if (!this.#live || arrival.seq <= this.#cursor) return;
    if (arrival.seq !== this.#cursor + 1 || !this.#hasRoom()) {
      this.#live = false;
      this.pump();
      return;
    }
    this.#send(arrival.seq, deliverFrame(arrival.seq, arrival.head, arrival.body));
    this.#options.stats.deliveredLive++;
  }

  /** The device has everything up to `seq`; it may know of more than this connection brought it. */
  acked(seq: number): void {
    let done = 0;
    while (done < this.#inFlight.length && (this.#inFlight[done] ?? 0) <= seq) {
      this.#inFlightBytes -= this.#inFlight[done + 1] ?? 0;
      done += 2;
    }
    if (done > 0) this.#inFlight.splice(0, done);
    this.#stalledSinceMs = undefined;
    if (seq > this.#cursor) {
      this.#cursor = seq;
      this.#live = false;
    }
    this.pump();
  }

  /** Pulls from the store for as long as there is room. */
  pump(): void {
    const { device, mailboxes, peer, clock } = this.#options;
    while (!this.#live && this.#hasRoom()) {
      const room = IN_FLIGHT_ENTRIES_MAX - this.#inFlight.length / 2;
      const bounds = { entries: Math.min(room, PULL.entries), bytes: PULL.bytes };
      const waiting = mailboxes.read(device, this.#cursor, bounds);
      for (const entry of waiting) this.#send(entry.seq, frameOf(entry));
      if (waiting.length > 0) continue;
      this.#live = true;
      if (this.#announced) return;
      this.#announced = true;
      peer.send(caughtUpFrame(this.#cursor));
    }
    if (!this.#live) this.#stalledSinceMs ??= clock.monotonicMs();
  }

  /** Whether mail has waited since before then for acks that don't come. */
  isStalledSince(beforeMs: number): boolean {
    return this.#stalledSinceMs !== undefined && this.#stalledSinceMs < beforeMs;
  }

  #send(seq: number, frame: Uint8Array): void {
    this.#cursor = seq;
    this.#inFlight.push(seq, frame.length);
    this.#inFlightBytes += frame.length;
    this.#options.stats.delivered++;
    this.#options.peer.send(frame);
  }

  #hasRoom(): boolean {
    return (
      this.#inFlight.length < 2 * IN_FLIGHT_ENTRIES_MAX &&
      this.#inFlightBytes < IN_FLIGHT_BYTES_MAX &&
      this.#options.peer.bufferedBytes() < BUFFERED_BYTES_MAX
    );
  }
}

function frameOf(entry: Waiting): Uint8Array {
  return entry.kind === "gap" ? gapFrame(entry) : deliverFrame(entry.seq, entry.head, entry.body);
}
