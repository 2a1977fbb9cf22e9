import { clientFrame, decode, serverFrame, type CommonRefusal } from "@bridle/protocol";
import type { BoundCall, CallContext } from "../domain/bound-call.ts";
import { boundCall } from "../domain/call-table.ts";
import type { Caller } from "../domain/caller.ts";
import type { Context } from "../domain/decision.ts";
import type { Noticed } from "../domain/noticed.ts";
import { Challenges } from "../domain/sessions.ts";
import type { Peer } from "../ports/peer.ts";
import type { DeviceRow } from "../ports/rows.ts";
import type { Job } from "./batch.ts";
import { ConnectionTraits } from "./client-traits.ts";
import { refusalFrame } from "./frames-out.ts";
import type { Outflow } from "./outflow.ts";

const OVERLOADED_RETRY_MS = 1_000;
/** A peer that asks and doesn't read the answers is cut off here. */
const UNREAD_BYTES_MAX = 8 * 1024 * 1024;

/** What a connection needs of the server that it belongs to. */
export interface ConnectionHost extends Pick<Context, "crypto" | "settings" | "tokens"> {
  nowMs(): number;
  monotonicMs(): number;
  mayAskForHandle(address: string | undefined): boolean;
  /** Ms until this call is allowed again; 0 when it is allowed now, and then it counts. */
  waitFor(connection: Connection, call: BoundCall): number;
  /** Why the operator refuses this call, if so. */
  refusesCall(connection: Connection, call: BoundCall, size: number): CommonRefusal | undefined;
  refusalOf: Context["refusalOf"];
  /** Decides a call that changes nothing durable. */
  readNow(job: Job<Connection>): void;
  /** Queues a call; `false` when there is no room. */
  submit(job: Job<Connection>): boolean;
  /** Notes an ack; returns the number that it can mean at most. */
  acknowledge(device: DeviceRow, seq: number): number;
  /** Runs what may find the store broken. */
  guard(work: () => void): void;
  refused(refusal: CommonRefusal): void;
  notice(connection: Connection, noticed: Noticed): void;
  drop(connection: Connection): void;
}

/** One connection: reads frames, lets calls wait for their turn, and knows who is at the other end. */
export class Connection implements CallContext {
  readonly peer: Peer;
  readonly challenges = new Challenges();
  readonly client: ConnectionTraits;
  readonly openedAtMs: number;
  readonly #host: ConnectionHost;
  /** Set while a session is open. */
  caller: Caller | undefined;
  outflow: Outflow | undefined;
  /** Calls in the queue: while there are any, later ones wait behind them. */
  queued = 0;
  closed = false;

  constructor(host: ConnectionHost, peer: Peer) {
    this.#host = host;
    this.peer = peer;
    this.openedAtMs = host.monotonicMs();
    this.client = new ConnectionTraits(peer.address, () => host.nowMs());
  }

  get nowMs(): number {
    return this.#host.nowMs();
  }

  get crypto(): ConnectionHost["crypto"] {
    return this.#host.crypto;
  }

  get settings(): ConnectionHost["settings"] {
    return this.#host.settings;
  }

  get tokens(): ConnectionHost["tokens"] {
    return this.#host.tokens;
  }

  get platform(): string {
    return this.caller?.platform ?? this.peer.platform ?? this.#host.settings.platform;
  }

  refusalOf(session: Parameters<Context["refusalOf"]>[0]): ReturnType<Context["refusalOf"]> {
    return this.#host.refusalOf(session);
  }

  mayAskForHandle(): boolean {
    return this.#host.mayAskForHandle(this.peer.address);
  }

  /** One frame from the other end. Bytes that are no frame end the connection. */
  receive(bytes: Uint8Array): void {
    if (this.closed) return;
    if (this.peer.bufferedBytes() > UNREAD_BYTES_MAX) return this.#host.drop(this);
    const frame = decode(clientFrame, bytes);
    if (!frame.ok) {
      const { reason, offset } = frame.error;
      this.#host.notice(this, badFrame(bytes, `frame: ${reason}`));
      this.#refuse(0, { kind: "malformed", detail: `frame: ${reason} at ${offset}`, retryAfterMs: 0 });
      this.#host.drop(this);
      return;
    }
    if (frame.value.kind === "ack") this.#acknowledge(frame.value.seq);
    else if (!this.#call(frame.value.id, frame.value.tag, frame.value.body)) {
      // A server's reply looks like a call without a name.
      this.#host.notice(this, badFrame(bytes, "frame: unknown call"));
      this.#refuse(frame.value.id, {
        kind: "unsupported",
        detail: `tag ${frame.value.tag}`,
        retryAfterMs: 0,
      });
    }
  }

  #acknowledge(seq: number): void {
    if (this.caller === undefined || this.outflow === undefined) return;
    const { outflow } = this;
    const known = this.#host.acknowledge(this.caller.device, seq);
    this.#host.guard(() => outflow.acked(known));
  }

  /** `false` when there is no such call. */
  #call(id: number, tag: number, body: Uint8Array): boolean {
    const call = boundCall(tag);
    if (call === undefined) return false;
    this.client.called(call.name);
    const refusal = this.#refusalBefore(call, body.length);
    if (refusal !== undefined) {
      this.#refuse(id, refusal);
      return true;
    }
    const pending = call.prepare(body);
    if (typeof pending === "function") {
      this.#take({ origin: this, id, call, pending, context: this, size: body.length });
      return true;
    }
    for (const { noticed } of pending.effects) this.#host.notice(this, noticed);
    this.#refuse(id, pending.refusal);
    return true;
  }

  #take(job: Job<Connection>): void {
    const { id, call } = job;
    if (call.mode === "read" && this.queued === 0) {
      this.#host.readNow(job);
    } else if (this.#host.submit(job)) {
      this.queued++;
    } else {
      this.#refuse(id, { kind: "overloaded", detail: "", retryAfterMs: OVERLOADED_RETRY_MS });
    }
  }

  #refusalBefore(call: BoundCall, size: number): CommonRefusal | undefined {
    if (call.needsSession && this.caller === undefined) {
      return { kind: "unauthenticated", detail: call.name, retryAfterMs: 0 };
    }
    const retryAfterMs = this.#host.waitFor(this, call);
    if (retryAfterMs > 0) return { kind: "rate_limited", detail: call.name, retryAfterMs };
    return this.#host.refusesCall(this, call, size);
  }

  #refuse(id: number, refusal: CommonRefusal): void {
    this.#host.refused(refusal);
    this.peer.send(refusalFrame(id, refusal));
  }
}

/** Bytes that no client of ours sends; worse when only a server may say them. */
function badFrame(bytes: Uint8Array, detail: string): Noticed {
  const said = decode(serverFrame, bytes);
  if (said.ok) return { kind: "serverField", detail: `frame: ${said.value.kind}`, size: bytes.length };
  return { kind: "schemaViolation", detail, size: bytes.length };
}
