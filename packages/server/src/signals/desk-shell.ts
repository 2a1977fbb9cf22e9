import type { Finding, KeyedSignal, Signal, StrongLink } from "@bridle/desk";
import { AccountId, toHex } from "@bridle/protocol";
import { COARSE_TIME_MS, SIGNAL_LIFETIME_MS } from "../domain/detection-profile.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { SignalSink } from "../ports/signal-sink.ts";
import type { NewSignal, SignalStore } from "../ports/signal-store.ts";
import { StoreFault } from "../ports/store.ts";
import type { TargetSealer } from "../ports/target-sealer.ts";
import type { Stats } from "../shell/stats.ts";
import { Introduced } from "./introduced.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { Repeats } from "./repeats.ts";
import { Sealing } from "./sealing.ts";
import { SignalTally } from "./signal-tally.ts";
import { rowOf, sealingContext } from "./stored-signal.ts";

/** What finds attacks in signals (`Detector` in `packages/desk`): findings that are new, or that this signal made grow. */
export interface Observer {
  observe(signal: KeyedSignal): readonly Finding[];
  /** Findings that time alone brought; asked about once a minute. */
  settle?(nowMs: number): readonly Finding[];
}

const FLUSH_EVERY_MS = 1_000;
const SOON_MS = 50;
const QUEUE_MAX = 10_000;
const PER_FLUSH_MAX = 1_000;
const PER_REBUILD_STEP = 500;
const MAINTAIN_EVERY_MS = 60_000;
/** As many as the detector holds, and twice what a million people make in their fourteen days. */
const ROWS_MAX = 4_000_000;

export interface DeskShellOptions {
  readonly store: SignalStore;
  readonly pseudonyms: Pseudonyms;
  /** Without one nobody will ever learn who a target was; pseudonyms still count them. */
  readonly sealer: TargetSealer | undefined;
  readonly detector: Observer;
  readonly clock: Clock;
  readonly log: Log;
  readonly stats: Stats;
  /** Signals kept at most, the oldest going first. Default: 4 million, about 900 MB on the disk. */
  readonly rowsMax?: number;
  /** New findings and grown ones; after a start those of the stored past as they stand, told or not. */
  found(findings: readonly Finding[]): void;
}

/**
 * Between the domain, which tells signals, and the detector. A signal waits in a bounded queue, is keyed,
 * sealed and stored within a second, and only then observed: what the detector knows is what the store
 * holds, so a crash between the two loses nothing that a new start doesn't bring back. A signal that
 * can't be taken is counted and dropped; a message never waits for one.
 */
export class DeskShell implements SignalSink {
  readonly #options: DeskShellOptions;
  readonly #sealing: Sealing | undefined;
  readonly #repeats = new Repeats();
  readonly #introduced = new Introduced();
  /** Complete once the stored past is read, which a start begins with. */
  readonly tally = new SignalTally();
  #queue: Signal[] = [];
  #rebuilt = false;
  #armed = false;
  #failing = false;
  #stopped = false;

  constructor(options: DeskShellOptions) {
    const { sealer, store } = options;
    this.#options = options;
    this.#sealing = sealer && new Sealing(sealer, store);
    this.#rebuild(0, new Map());
    this.#maintainLater();
  }

  take(signal: Signal): void {
    const { stats } = this.#options;
    if (this.#stopped || !this.#repeats.admits(signal)) stats.signalsRepeated++;
    else if (this.#queue.length >= QUEUE_MAX) stats.signalsDropped++;
    else {
      this.#queue.push(signal);
      this.#arm(FLUSH_EVERY_MS);
    }
  }

  tag(kind: StrongLink["kind"], material: Uint8Array): Uint8Array {
    const { pseudonyms, clock } = this.#options;
    return pseudonyms.tag(kind, material, clock.nowMs());
  }

  /** Signals that were taken and aren't stored yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  /** What was taken so far is stored, as far as it can be. Then nothing more is taken. */
  stop(): void {
    while (this.#rebuilt && this.#queue.length > 0 && this.#flush());
    this.#stopped = true;
    this.#sealing?.end();
  }

  /** `false` when it has to wait, or when the store failed. */
  #flush(): boolean {
    const { store, clock, stats, detector } = this.#options;
    try {
      if (this.#sealing?.ready(clock.nowMs()) === false) return false;
      const taken = this.#queue.slice(0, PER_FLUSH_MAX);
      const stored = taken.flatMap((signal) => this.#guarded(() => this.#keyed(signal)) ?? []);
      if (stored.length > 0) store.add(stored);
      for (const { signal } of stored) this.tally.add(signal);
      this.#queue = this.#queue.slice(taken.length);
      this.#failing = false;
      stats.signals += stored.length;
      const findings = stored.flatMap(({ signal }) => this.#guarded(() => detector.observe(signal)) ?? []);
      if (findings.length > 0) this.#guarded(() => this.#options.found(findings));
      return true;
    } catch (fault) {
      if (!(fault instanceof StoreFault)) throw fault;
      if (!this.#failing) this.#options.log.write({ event: "signals_store_failed" });
      this.#failing = true;
      return false;
    }
  }

  /** `undefined` for an acceptance of what was no introduction: that is nobody's business. */
  #keyed(taken: Signal): NewSignal | undefined {
    const { pseudonyms, clock } = this.#options;
    const { target, ...facts } = taken;
    const atMs = Math.floor(facts.atMs / COARSE_TIME_MS) * COARSE_TIME_MS;
    if (target === undefined) {
      const signal = { ...facts, atMs };
      return { signal, row: rowOf(signal, null), sealed: undefined };
    }
    const account = AccountId.toBytes(target);
    const pseudonym = pseudonyms.of(account, clock.nowMs());
    const signal: KeyedSignal = { ...facts, atMs, target: toHex(pseudonym) };
    if (!this.#introduced.admits(signal)) return undefined;
    const row = rowOf(signal, pseudonym);
    return { signal, row, sealed: this.#sealing?.seal(account, sealingContext(row)) };
  }

  /** A bug in a rule, or in whoever hears of findings, costs that signal's and nothing else. */
  #guarded<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (fault) {
      if (fault instanceof StoreFault) throw fault;
      const code = fault instanceof Error ? fault.name : "unknown";
      this.#options.log.write({ event: "detector_failed", code });
      return undefined;
    }
  }

  /** Feeds what is stored to the detector, a piece at a time: messages go first. `past`: findings by id. */
  #rebuild(after: number, past: Map<string, Finding>): void {
    const { store, clock, detector, log } = this.#options;
    clock.after(0, () => {
      if (this.#stopped) return;
      try {
        const stored = store.read(after, PER_REBUILD_STEP);
        for (const { signal } of stored) {
          this.tally.add(signal);
          this.#introduced.admits(signal);
          const findings = this.#guarded(() => detector.observe(signal)) ?? [];
          for (const finding of findings) past.set(finding.id, finding);
        }
        const last = stored.at(-1);
        if (last !== undefined) return this.#rebuild(last.id, past);
      } catch (fault) {
        if (!(fault instanceof StoreFault)) throw fault;
        log.write({ event: "signals_store_failed" });
      }
      this.#rebuilt = true;
      // A crash may have come between storing a signal and telling what it showed.
      if (past.size > 0) this.#guarded(() => this.#options.found([...past.values()]));
      if (this.#queue.length > 0) this.#arm(0);
    });
  }

  #arm(delayMs: number): void {
    if (this.#armed || !this.#rebuilt) return;
    this.#armed = true;
    this.#options.clock.after(delayMs, () => {
      this.#armed = false;
      if (this.#stopped) return;
      const done = this.#flush();
      if (this.#queue.length > 0) this.#arm(done ? 0 : this.#failing ? FLUSH_EVERY_MS : SOON_MS);
    });
  }

  #settle(nowMs: number): void {
    const options = this.#options;
    const findings = this.#guarded(() => options.detector.settle?.(nowMs)) ?? [];
    if (findings.length > 0) this.#guarded(() => options.found(findings));
  }

  #maintainLater(): void {
    const { clock, pseudonyms } = this.#options;
    clock.after(MAINTAIN_EVERY_MS, () => {
      if (this.#stopped) return;
      const nowMs = clock.nowMs();
      this.#sealing?.turn(nowMs);
      pseudonyms.turn(nowMs);
      if (this.#rebuilt) this.#settle(nowMs);
      this.#expire();
    });
  }

  /** A piece at a time: messages go first. */
  #expire(): void {
    const { clock, store, log, stats, rowsMax = ROWS_MAX } = this.#options;
    const beforeMs = clock.nowMs() - SIGNAL_LIFETIME_MS;
    this.tally.expire(beforeMs);
    try {
      const { crowdedOut, isDone } = store.expire(beforeMs, rowsMax);
      stats.signalsCrowdedOut += crowdedOut;
      if (!isDone) return clock.after(0, () => (this.#stopped ? undefined : this.#expire()));
    } catch (fault) {
      if (!(fault instanceof StoreFault)) throw fault;
      log.write({ event: "signals_store_failed" });
    }
    this.#maintainLater();
  }
}
