import type { Caller } from "../domain/caller.ts";
import type { Arrival } from "../domain/settle.ts";
import type { Clock } from "../ports/clock.ts";
import type { Mailboxes } from "../ports/mailboxes.ts";
import type { DeviceRow } from "../ports/rows.ts";
import type { Connection } from "./connection.ts";
import { goAwayFrame } from "./frames-out.ts";
import { Outflow } from "./outflow.ts";
import type { Stats } from "./stats.ts";

/** Fleeting frames are dropped for whoever has this much unread. */
const EPHEMERAL_BUFFERED_MAX = 16 * 1024;

/** Which device is connected where. One connection per device: a newer one replaces it. */
export class LiveDevices {
  readonly #connections = new Map<DeviceRow, Connection>();
  readonly #mailboxes: Mailboxes;
  readonly #clock: Clock;
  readonly #stats: Stats;

  constructor(parts: { readonly mailboxes: Mailboxes; readonly clock: Clock; readonly stats: Stats }) {
    this.#mailboxes = parts.mailboxes;
    this.#clock = parts.clock;
    this.#stats = parts.stats;
  }

  /** Binds a session to its connection and starts delivering. Returns the connection that it replaces. */
  open(connection: Connection, caller: Caller, ackedSeq: number): Connection | undefined {
    const replaced = this.#connections.get(caller.device);
    this.close(connection);
    connection.caller = caller;
    connection.outflow = new Outflow({
      device: caller.device,
      ackedSeq,
      peer: connection.peer,
      mailboxes: this.#mailboxes,
      stats: this.#stats,
      clock: this.#clock,
    });
    this.#connections.set(caller.device, connection);
    this.#stats.sessions = this.#connections.size;
    return replaced === connection ? undefined : replaced;
  }

  /** Ends the session on a connection, if there is one: what it still has in the queue is refused. */
  close(connection: Connection): void {
    this.leave(connection);
    connection.caller = undefined;
  }

  /** Stops delivering to a connection that is gone; what it has in the queue is still done. */
  leave(connection: Connection): void {
    const { caller } = connection;
    if (caller === undefined) return;
    if (this.#connections.get(caller.device) === connection) this.#connections.delete(caller.device);
    connection.outflow = undefined;
    this.#stats.sessions = this.#connections.size;
  }

  at(device: DeviceRow): Connection | undefined {
    return this.#connections.get(device);
  }

  push(arrivals: readonly Arrival[]): void {
    for (const arrival of arrivals) this.#connections.get(arrival.device)?.outflow?.offer(arrival);
  }

  pass(to: readonly DeviceRow[], frame: Uint8Array): void {
    for (const device of to) {
      const peer = this.#connections.get(device)?.peer;
      if (peer !== undefined && peer.bufferedBytes() < EPHEMERAL_BUFFERED_MAX) peer.send(frame);
    }
  }

  /** Connections whose mail has waited for acks for longer than this. */
  stalled(forMs: number): readonly Connection[] {
    const beforeMs = this.#clock.monotonicMs() - forMs;
    return [...this.#connections.values()].filter((connection) =>
      connection.outflow?.isStalledSince(beforeMs),
    );
  }
}

export function sendAway(
  connection: Connection,
  reason: Parameters<typeof goAwayFrame>[0],
  retryAfterMs: number,
): void {
  connection.peer.send(goAwayFrame(reason, retryAfterMs));
}
