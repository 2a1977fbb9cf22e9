import {
  PROTOCOL_VERSION,
  proofSigningInput,
  equalBytes,
  type AccountId,
  type CallName,
  type DeviceId,
  type ReplyOf,
  type RequestOf,
  type Result,
} from "@bridle/protocol";
import type { ConnectionState } from "../api/shapes.ts";
import type { Clock } from "../ports/clock.ts";
import type { Transport } from "../ports/transport.ts";
import {
  openConnection,
  type CallRefusal,
  type CallResult,
  type Connection,
  type Push,
} from "./connection.ts";

// Keeps one session with the server: connects, proves the device, and comes back with jitter when
// the line breaks. Calls made while it is down answer `disconnected` at once; whoever must wait,
// waits for `online`.

/** The server as this store knows it from its first contact; a change is never accepted silently. */
export interface ServerIdentity {
  readonly serverId: Uint8Array;
  readonly frankingKey: Uint8Array;
}

export interface DeviceSigner {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  sign(message: Uint8Array): Uint8Array;
  /** The store's count of sealed MLS messages. */
  sealedCount(): number;
}

export interface SessionOwner {
  /** The device that opens the session; `undefined` before there is an account. */
  signer(): DeviceSigner | undefined;
  /** Pins the server at first contact; false when it isn't the pinned one. */
  admitServer(identity: ServerIdentity): boolean;
  state(state: ConnectionState): void;
  /** The session is open. Entries behind the acknowledged one follow as pushes. */
  online(session: { readonly sealedCount: number; readonly ackedSeq: number }): void;
  push(frame: Push): void;
  /** The server doesn't take the device's proof, as it doesn't of an account that is gone. */
  unproven(): void;
  /** The server refused this device for good, or isn't the one we know. */
  refused(kind: "device_removed" | "server_identity_changed" | "build_refused" | "account_suspended"): void;
}

export interface Session {
  readonly state: ConnectionState;
  call<N extends CallName>(name: N, request: RequestOf<N>): Promise<CallResult<N>>;
  ack(seq: number): void;
  start(): void;
  /** Drops the line and opens a session anew, for instance as a new account. */
  restart(): void;
  stop(): void;
  /** Resolves when calls can go out: with a session where there is an account. */
  online(): Promise<void>;
}

const FIRST_RETRY_MS = 500;
const RETRY_MAX_MS = 5_000;
const QUIET_MS = 45_000;

interface Machine {
  readonly transport: Transport;
  readonly clock: Clock;
  random(): number;
}

interface Opened {
  readonly sealedCount: number;
  readonly ackedSeq: number;
}

type SessionToken = { readonly bytes: Uint8Array; readonly expiresAtMs: number };

export function createSession(
  machine: Machine,
  options: { readonly url: string; readonly build: string },
  owner: SessionOwner,
): Session {
  return new LiveSession(machine, options, owner);
}

class LiveSession implements Session {
  readonly #machine: Machine;
  readonly #options: { readonly url: string; readonly build: string };
  readonly #owner: SessionOwner;
  #wanted = false;
  #state: ConnectionState = "offline";
  #connection: Connection | undefined;
  #failures = 0;
  #token: SessionToken | undefined;
  #lastHeardMs = 0;
  #cancelRetry = (): void => {};
  #cancelWatch = (): void => {};
  #waiters: (() => void)[] = [];

  constructor(
    machine: Machine,
    options: { readonly url: string; readonly build: string },
    owner: SessionOwner,
  ) {
    this.#machine = machine;
    this.#options = options;
    this.#owner = owner;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  async call<N extends CallName>(name: N, request: RequestOf<N>): Promise<CallResult<N>> {
    if (this.#connection === undefined) {
      return { ok: false, error: { kind: "disconnected", detail: "offline", retryAfterMs: 0 } };
    }
    return this.#connection.call(name, request);
  }

  ack(seq: number): void {
    this.#connection?.ack(seq);
  }

  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#connect();
  }

  restart(): void {
    this.#token = undefined;
    this.#wanted = true;
    this.#drop();
    this.#connect();
  }

  stop(): void {
    this.#wanted = false;
    this.#drop();
  }

  online(): Promise<void> {
    if (this.#state === "online") return Promise.resolve();
    return new Promise((resume) => {
      this.#waiters.push(resume);
    });
  }

  #drop(): void {
    this.#cancelRetry();
    this.#cancelWatch();
    const line = this.#connection;
    this.#connection = undefined;
    line?.close();
    this.#turn("offline");
  }

  #turn(next: ConnectionState): void {
    if (this.#state === next) return;
    this.#state = next;
    this.#owner.state(next);
    if (next !== "online") return;
    this.#failures = 0;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resume of waiters) resume();
  }

  #connect(): void {
    this.#turn("connecting");
    let leastMs = 0;
    const line = openConnection(this.#machine, this.#options.url, {
      opened: () => void this.#establish(line),
      push: (frame) => {
        this.#lastHeardMs = this.#machine.clock.nowMs();
        if (frame.kind === "goAway") leastMs = Math.min(frame.retryAfterMs, RETRY_MAX_MS);
        this.#owner.push(frame);
      },
      closed: () => {
        if (this.#connection === line) this.#retryLater(leastMs);
      },
    });
    this.#connection = line;
  }

  /** The first try again within a second, then further apart, with jitter, at most five seconds. */
  #retryLater(leastMs: number): void {
    this.#connection = undefined;
    this.#cancelWatch();
    this.#turn("offline");
    if (!this.#wanted) return;
    const ceiling = Math.min(RETRY_MAX_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures, 8));
    this.#failures += 1;
    const delay = Math.max(leastMs, ceiling * (0.5 + this.#machine.random() / 2));
    this.#cancelRetry = this.#machine.clock.schedule(delay, () => this.#connect());
  }

  async #establish(line: Connection): Promise<void> {
    const info = await line.call("server.info", {});
    if (this.#connection !== line) return;
    if (!info.ok) return line.close();
    if (info.value.protocolVersion !== PROTOCOL_VERSION) return this.#giveUp("build_refused");
    if (!this.#owner.admitServer(info.value)) return this.#giveUp("server_identity_changed");
    const signer = this.#owner.signer();
    if (signer === undefined) return this.#turn("online");
    const opened = await this.#prove(line, signer, info.value);
    if (this.#connection !== line) return;
    if (!opened.ok) return this.#refusedProof(line, opened.error.kind);
    this.#lastHeardMs = this.#machine.clock.nowMs();
    this.#watchForSilence(line);
    this.#turn("online");
    this.#owner.online(opened.value);
  }

  #refusedProof(line: Connection, kind: string): void {
    if (kind === "unknown_device") return this.#giveUp("device_removed");
    if (kind === "build_refused" || kind === "account_suspended") return this.#giveUp(kind);
    if (kind === "bad_proof") this.#owner.unproven();
    return line.close();
  }

  #giveUp(kind: Parameters<SessionOwner["refused"]>[0]): void {
    this.stop();
    this.#owner.refused(kind);
  }

  async #prove(
    line: Connection,
    signer: DeviceSigner,
    server: ReplyOf<"server.info">,
  ): Promise<Result<Opened, CallRefusal<string>>> {
    const sealedCount = signer.sealedCount();
    if (this.#token !== undefined && this.#token.expiresAtMs > this.#machine.clock.nowMs()) {
      const resumed = await line.call("session.resume", { token: this.#token.bytes, sealedCount });
      if (resumed.ok || resumed.error.kind !== "token_expired") return resumed;
      this.#token = undefined;
    }
    const challenge = await line.call("session.challenge", {});
    if (!challenge.ok) return challenge;
    const { nonce } = challenge.value;
    const { accountId, deviceId } = signer;
    const claim = { purpose: "session", accountId, deviceId } as const;
    const signature = signer.sign(proofSigningInput(claim, { serverId: server.serverId, nonce }));
    const { build } = this.#options;
    const request = { accountId, deviceId, proof: { nonce, signature }, sealedCount, build };
    const opened = await line.call("session.open", request);
    if (opened.ok) this.#token = { bytes: opened.value.token, expiresAtMs: opened.value.expiresAtMs };
    return opened;
  }

  /** A dead line often looks like a quiet one: after a while of silence, ask. */
  #watchForSilence(line: Connection): void {
    this.#cancelWatch = this.#machine.clock.schedule(QUIET_MS, () => {
      if (this.#connection !== line) return;
      const quiet = this.#machine.clock.nowMs() - this.#lastHeardMs >= QUIET_MS;
      if (quiet) void line.call("server.info", {});
      this.#watchForSilence(line);
    });
  }
}

/** Whether two descriptions are of the same server. */
export function sameServer(known: ServerIdentity, shown: ServerIdentity): boolean {
  return equalBytes(known.serverId, shown.serverId) && equalBytes(known.frankingKey, shown.frankingKey);
}
