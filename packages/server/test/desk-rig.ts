import { randomBytes } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import type { Finding, KeyedSignal } from "@bridle/desk";
import { hmacWith } from "../src/adapters/node-crypto.ts";
import { periodKeyInMemory } from "../src/adapters/signals/key-files.ts";
import { memorySignalStore } from "../src/adapters/signals/memory-signal-store.ts";
import type { LogEvent } from "../src/ports/log.ts";
import type { SignalStore } from "../src/ports/signal-store.ts";
import type { TargetSealer } from "../src/ports/target-sealer.ts";
import { createStats } from "../src/shell/stats.ts";
import { DeskShell, type Observer } from "../src/signals/desk-shell.ts";
import { Pseudonyms, type PeriodKeyFile } from "../src/signals/pseudonyms.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** Remembers what it observed, in order. */
export class Recorder implements Observer {
  readonly observed: KeyedSignal[] = [];

  observe(signal: KeyedSignal): readonly Finding[] {
    this.observed.push(signal);
    return [];
  }
}

/** A desk's shell with its clock in the test's hands. */
export class DeskRig {
  readonly clock: VirtualClock;
  readonly store: SignalStore;
  readonly stats = createStats();
  readonly events: LogEvent[] = [];
  readonly observer = new Recorder();
  readonly found: Finding[] = [];
  readonly shell: DeskShell;

  constructor(
    options: {
      store?: SignalStore;
      clock?: VirtualClock;
      periodKeys?: PeriodKeyFile;
      sealer?: TargetSealer;
      detector?: Observer;
      rowsMax?: number;
    } = {},
  ) {
    this.clock = options.clock ?? new VirtualClock();
    this.store = options.store ?? memorySignalStore();
    const { periodKeys: file = periodKeyInMemory() } = options;
    this.shell = new DeskShell({
      store: this.store,
      pseudonyms: new Pseudonyms({ file, makeKey: () => new Uint8Array(randomBytes(32)), hmacWith }),
      sealer: options.sealer,
      detector: options.detector ?? this.observer,
      clock: this.clock,
      log: { write: (event) => this.events.push(event) },
      stats: this.stats,
      found: (findings) => this.found.push(...findings),
      ...(options.rowsMax === undefined ? {} : { rowsMax: options.rowsMax }),
    });
    this.clock.advance(1);
  }

  /**
   * Lets everything that was taken be stored, or the store fail. Batch keys are made by WebCrypto, which
   * takes its own time.
   */
  async settle(): Promise<void> {
    do {
      await turn();
      this.clock.advance(1_100);
    } while (this.shell.waiting > 0 && !this.isFailing());
  }

  isFailing(): boolean {
    return this.events.some(({ event }) => event === "signals_store_failed");
  }
}
