import type { Control } from "@bridle/desk";
import type { CommonRefusal } from "@bridle/protocol";
import type { BoundCall, Decided } from "../domain/bound-call.ts";
import type { Effect } from "../domain/decision.ts";
import {
  firstNoticeSigner,
  postNotices,
  type NoticeBatchOrder,
  type NoticeResult,
} from "../domain/notice.ts";
import type { Noticed } from "../domain/noticed.ts";
import { createRegistrationCode } from "../domain/registration.ts";
import { Tokens } from "../domain/sessions.ts";
import { defaultSettings, type Settings } from "../domain/settings.ts";
import type { Clock } from "../ports/clock.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { Ledger } from "../ports/ledger.ts";
import type { Log } from "../ports/log.ts";
import { onlyLocal, type NetworkClasses } from "../ports/network-classes.ts";
import type { Peer } from "../ports/peer.ts";
import type { RegistrationCode } from "../ports/registration-codes.ts";
import type { DeviceRow } from "../ports/rows.ts";
import { noSignals, type SignalSink } from "../ports/signal-sink.ts";
import { inTransaction, StoreFault, type Store } from "../ports/store.ts";
import type { Job, Settled } from "./batch.ts";
import { Connection, type ConnectionHost } from "./connection.ts";
import { DirectoryFeed } from "./directory-feed.ts";
import { answerFrame } from "./frames-out.ts";
import { GroupCommit } from "./group-commit.ts";
import { KillSwitch, refusedByOperator } from "./kill-switch.ts";
import { LiveDevices, sendAway } from "./live-devices.ts";
import { Maintenance } from "./maintenance.ts";
import { Noticing } from "./noticing.ts";
import { RateGate } from "./rate-gate.ts";
import { RefusalLines } from "./refusal-lines.ts";
import { count, createStats, type Stats } from "./stats.ts";
import { StrangerTurns } from "./stranger-turns.ts";

const MAINTENANCE_EVERY_MS = 10_000;
const SLOW_CONSUMER_MS = 60_000;
const NO_SESSION_MS = 10 * 60_000;
const RETURN_AFTER_SHUTDOWN_MS = 1_000;
const RETURN_WHEN_SLOW_MS = 5_000;

export interface ServerCoreOptions {
  readonly store: Store;
  readonly crypto: ServerCrypto;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings?: Partial<Settings>;
  /** By default nobody listens to signals. */
  readonly signals?: SignalSink;
  readonly networks?: NetworkClasses;
  /** Where to count; by default counters of its own. */
  readonly stats?: Stats;
  /** The key directory; without one its calls answer `no_directory`. */
  readonly ledger?: Ledger | undefined;
  /** The store failed: nothing more is answered, and the process must stop. Called once. */
  broken(): void;
}

/** What carries a connection calls these. */
export interface ConnectionInput {
  receive(frame: Uint8Array): void;
  /** The network took what was buffered. */
  drained(): void;
  /** The connection is gone. */
  closed(): void;
}

/** Questions that the ledger hasn't answered yet; above that they are refused. */
const ASKED_MAX = 512;
const ASK_AGAIN_MS = 2_000;

const failed: Extract<Decided, { readonly kind: "refusal" }> = {
  kind: "refusal",
  refusal: { kind: "internal", detail: "", retryAfterMs: 1_000 },
  effects: [],
};

/** The whole server without a network: frames in, frames out. */
export class ServerCore implements ConnectionHost {
  readonly crypto: ServerCrypto;
  readonly settings: Settings;
  readonly tokens = new Tokens();
  readonly stats: Stats;
  readonly #options: ServerCoreOptions;
  readonly #connections = new Set<Connection>();
  readonly #live: LiveDevices;
  readonly #commits: GroupCommit<Connection>;
  readonly #maintenance: Maintenance;
  readonly #rates = new RateGate();
  readonly #noticing: Noticing;
  readonly #networks: NetworkClasses;
  readonly #killSwitch = new KillSwitch();
  readonly #refusalLines: RefusalLines;
  #asked = 0;
  readonly #turns: StrangerTurns;
  #stopped = false;

  constructor(options: ServerCoreOptions) {
    const { store, clock, crypto, log } = options;
    const { stats = createStats() } = options;
    this.stats = stats;
    this.#options = options;
    this.crypto = crypto;
    this.settings = { ...defaultSettings, ...options.settings };
    this.#live = new LiveDevices({ mailboxes: store.mailboxes, clock, stats });
    this.#maintenance = new Maintenance(store, clock, log);
    const { signals: sink = noSignals, networks = onlyLocal } = options;
    this.#networks = networks;
    this.#turns = new StrangerTurns(clock, this.settings);
    this.#refusalLines = new RefusalLines(store, { crypto, settings: this.settings, turns: this.#turns });
    this.#noticing = new Noticing({ sink, networks, clock });
    this.#commits = new GroupCommit({
      store,
      clock,
      crypto,
      log,
      stats,
      settings: this.settings,
      turns: this.#turns,
      committed: (jobs, settled) => this.#committed(jobs, settled),
      broken: (jobs, fault) => this.#broken(jobs, fault),
    });
    this.#maintainLater();
    if (options.ledger !== undefined) {
      const { directoryEpochMs: epochMs } = this.settings;
      const guard = (work: () => void): void => this.guard(work);
      new DirectoryFeed({ store, clock, crypto, log, ledger: options.ledger, epochMs, guard }).start();
    }
  }

  connect(peer: Peer): ConnectionInput {
    const connection = new Connection(this, peer);
    this.#connections.add(connection);
    this.stats.connections = this.#connections.size;
    return {
      receive: (frame) => connection.receive(frame),
      drained: () => this.guard(() => connection.outflow?.pump()),
      closed: () => this.#forget(connection),
    };
  }

  /** Makes durable what was taken, tells everybody to come back later, and takes no more. */
  stop(): void {
    if (this.#stopped) return;
    this.#commits.stop();
    this.#stopped = true;
    for (const connection of this.#connections) {
      sendAway(connection, "shutdown", RETURN_AFTER_SHUTDOWN_MS);
      this.drop(connection);
    }
  }

  /** Durable when it returns. */
  createRegistrationCode(terms: { readonly uses: number; readonly lifetimeMs: number }): RegistrationCode {
    const { store } = this.#options;
    const expiresAtMs = this.nowMs() + terms.lifetimeMs;
    return inTransaction(store, () =>
      createRegistrationCode(store, this.crypto, { uses: terms.uses, expiresAtMs }),
    );
  }

  /** Durable when it returns; whoever is connected gets it at once. Throws `StoreFault`. */
  postNotices(order: NoticeBatchOrder, signer = firstNoticeSigner(this.crypto)): readonly NoticeResult[] {
    const { store } = this.#options;
    const about = { crypto: this.crypto, nowMs: this.nowMs(), signer };
    const { outcomes, arrivals } = inTransaction(store, () => postNotices(store, order, about));
    this.guard(() => this.#live.push(arrivals));
    return outcomes;
  }

  nowMs(): number {
    return this.#options.clock.nowMs();
  }

  monotonicMs(): number {
    return this.#options.clock.monotonicMs();
  }

  mayAskForHandle(address: string | undefined): boolean {
    return this.#rates.mayAskForHandle(address, this.monotonicMs());
  }

  waitFor(connection: Connection, call: BoundCall): number {
    const { peer, caller } = connection;
    return this.#rates.wait({ address: peer.address, caller }, call, this.monotonicMs());
  }

  refusesCall(connection: Connection, call: BoundCall, size: number): CommonRefusal | undefined {
    const { platform, peer } = connection;
    const nowMs = this.nowMs();
    const { name } = call;
    const control =
      name === "account.register"
        ? this.#killSwitch.refusing(
            { platform, registration: this.#networks.of(peer.address).networkClass },
            nowMs,
          )
        : this.#killSwitch.refusingCall({ name, size, platform }, nowMs);
    return control && refusedByOperator(control, nowMs);
  }

  refusalOf(session: Parameters<Connection["refusalOf"]>[0]): ReturnType<Connection["refusalOf"]> {
    const { accountId: account, build, platform } = session;
    const control = this.#killSwitch.refusing({ platform, account, build }, this.nowMs());
    if (control === undefined) return undefined;
    return control.kind === "suspendAccount" ? "account_suspended" : "build_refused";
  }

  /**
   * Enforces these controls from now on, in place of those that the same place gave before; sessions that
   * they refuse end at once.
   */
  enforce(from: string, controls: readonly Control[]): void {
    this.#killSwitch.replace(from, controls);
    this.#options.log.write({ event: "controls_enforced", count: this.#killSwitch.size });
    this.#endRefusedSessions();
  }

  readNow(job: Job<Connection>): void {
    this.guard(() => {
      let decided: Decided = failed;
      try {
        decided = job.pending(this.#options.store, job.context);
      } catch (fault) {
        if (fault instanceof StoreFault) throw fault;
        const name = fault instanceof Error ? fault.name : "unknown";
        this.#options.log.write({ event: "call_failed", reason: job.call.name, code: name });
      }
      this.#answer(job, decided);
    });
  }

  submit(job: Job<Connection>): boolean {
    return !this.#stopped && this.#commits.submit(job);
  }

  acknowledge(device: DeviceRow, seq: number): number {
    const known = Math.min(seq, this.#options.store.mailboxes.head(device).lastSeq);
    this.#commits.ack(device, known);
    return known;
  }

  guard(work: () => void): void {
    try {
      work();
    } catch (fault) {
      this.#broken([], fault);
    }
  }

  refused(refusal: CommonRefusal): void {
    count(this.stats.refusals, refusal.kind);
  }

  notice(connection: Connection, noticed: Noticed): void {
    this.#refusalLines.note(noticed);
    this.#noticing.notice(noticed, connection);
  }

  /** Ends a connection from our side. */
  drop(connection: Connection): void {
    this.#forget(connection);
    connection.peer.close();
  }

  #forget(connection: Connection): void {
    connection.closed = true;
    this.#live.leave(connection);
    this.#connections.delete(connection);
    this.stats.connections = this.#connections.size;
  }

  #committed(jobs: readonly Job<Connection>[], settled: Settled): void {
    jobs.forEach((job, index) => {
      job.origin.queued--;
      this.#answer(job, settled.answers[index] ?? failed);
    });
    this.guard(() => this.#live.push(settled.arrivals));
  }

  #answer(job: Job<Connection>, decided: Decided): void {
    const { origin, call, id } = job;
    if (decided.kind === "asked") return this.#ask(job, decided);
    if (decided.kind === "refusal") this.refused(decided.refusal);
    else count(this.stats.answers, call.name);
    if (!origin.closed) origin.peer.send(answerFrame(id, decided));
    for (const effect of decided.effects) this.#apply(origin, effect);
  }

  #ask(job: Job<Connection>, asked: Extract<Decided, { readonly kind: "asked" }>): void {
    const { ledger } = this.#options;
    if (ledger === undefined) return this.#answer(job, job.call.withoutLedger);
    if (this.#asked >= ASKED_MAX) {
      const refusal: CommonRefusal = { kind: "overloaded", detail: "", retryAfterMs: ASK_AGAIN_MS };
      return this.#answer(job, { kind: "refusal", refusal, effects: [] });
    }
    this.#asked++;
    const settle = (decided: Decided): void => {
      this.#asked--;
      this.#answer(job, decided);
    };
    asked.answer(ledger).then(settle, () => settle(failed));
  }

  #apply(origin: Connection, effect: Effect): void {
    switch (effect.kind) {
      case "sessionOpened": {
        if (origin.closed) return;
        const replaced = this.#live.open(origin, effect.caller, effect.ackedSeq);
        if (replaced !== undefined) this.#sendAway(replaced, "replaced");
        this.guard(() => origin.outflow?.pump());
        return;
      }
      case "sessionClosed":
        return this.#live.close(origin);
      case "revoked":
        for (const device of effect.devices) {
          const connection = this.#live.at(device);
          if (connection === undefined) continue;
          this.#live.close(connection);
          this.#sendAway(connection, "revoked");
        }
        return;
      case "live":
        return this.#live.pass(effect.to, effect.frame);
      case "signal":
        return this.notice(origin, effect.noticed);
      case "post":
    }
  }

  #sendAway(connection: Connection, reason: "replaced" | "revoked" | "slow_consumer"): void {
    sendAway(connection, reason, reason === "slow_consumer" ? RETURN_WHEN_SLOW_MS : 0);
    this.drop(connection);
  }

  /** Also the way in which a control that begins later reaches sessions that are open then. */
  #endRefusedSessions(): void {
    if (this.#killSwitch.size === 0) return;
    for (const connection of this.#connections) {
      const { caller } = connection;
      if (caller === undefined || this.refusalOf(caller) === undefined) continue;
      this.tokens.revoke([caller.device]);
      this.#live.close(connection);
      this.#sendAway(connection, "revoked");
    }
  }

  #maintainLater(): void {
    this.#options.clock.after(MAINTENANCE_EVERY_MS, () => {
      if (this.#stopped) return;
      this.guard(() => this.#maintenance.step(this.settings.mailboxLifetimeMs));
      for (const connection of this.#live.stalled(SLOW_CONSUMER_MS)) {
        this.stats.slowConsumers++;
        this.#sendAway(connection, "slow_consumer");
      }
      this.guard(() => this.#live.push(this.#refusalLines.step(this.nowMs())));
      this.#endRefusedSessions();
      const beforeMs = this.monotonicMs() - NO_SESSION_MS;
      for (const connection of this.#connections) {
        if (connection.caller === undefined && connection.openedAtMs < beforeMs) this.drop(connection);
      }
      this.#turns.sweep();
      this.#maintainLater();
    });
  }

  /** Refuses what can't be known to be durable, and says once that the process must stop. */
  #broken(jobs: readonly Job<Connection>[], fault: unknown): void {
    for (const job of jobs) job.origin.peer.send(answerFrame(job.id, failed));
    if (this.#stopped) return;
    this.#stopped = true;
    this.#options.log.write({ event: "store_broken", code: faultCode(fault) });
    for (const connection of this.#connections) this.drop(connection);
    this.#options.broken();
  }
}

/** A name of the failure without any content. */
function faultCode(fault: unknown): string {
  const cause = fault instanceof StoreFault ? fault.cause : fault;
  if (cause instanceof Error && "errcode" in cause) return `sqlite ${String(cause.errcode)}`;
  return cause instanceof Error ? cause.name : "unknown";
}
