import type { NewSignal, SignalStore, StoredSignal } from "../../ports/signal-store.ts";
import { hitsOf } from "../../signals/stored-signal.ts";

let opened = 0;

/** Signals that are forgotten with the process: for simulations and benches. */
export function memorySignalStore(): SignalStore {
  let rows: StoredSignal[] = [];
  const batches = new Map<number, Uint8Array>();
  let lastId = 0;
  let lastBatch = 0;
  return {
    openBatch(sealedKey) {
      batches.set(++lastBatch, sealedKey);
      return lastBatch;
    },
    batchKey: (batch) => batches.get(batch),
    add(signals: readonly NewSignal[]) {
      for (const signal of signals) rows.push({ ...signal, id: ++lastId });
    },
    read: (after, max) => rows.filter(({ id }) => id > after).slice(0, max),
    sealedFor(pseudonyms) {
      const wanted = new Set(pseudonyms);
      const newest = new Map<string, StoredSignal>();
      for (const row of rows) {
        const { target } = row.signal;
        if (target !== undefined && row.sealed !== undefined && wanted.has(target)) newest.set(target, row);
      }
      return [...newest.values()];
    },
    hits: () => hitsOf(rows.map(({ signal }) => signal)),
    expire(beforeMs, rowsMax) {
      const young = rows.filter(({ signal }) => signal.atMs >= beforeMs);
      rows = young.slice(-rowsMax);
      // Batches follow one another as signals do; the newest may be about to seal.
      const first = rows.find(({ sealed }) => sealed !== undefined)?.sealed?.batch ?? lastBatch;
      for (const batch of batches.keys()) if (batch < first) batches.delete(batch);
      return { crowdedOut: young.length - rows.length, isDone: true };
    },
    arrivals(after, max) {
      const arrived = rows.filter(({ id }) => id > after).slice(0, max);
      const byKind = Map.groupBy(arrived, ({ signal }) => signal.kind);
      const counts = new Map([...byKind].map(([kind, of]) => [kind, of.length] as const));
      return { counts, newest: arrived.at(-1)?.id ?? after };
    },
    identity: `memory ${++opened}`,
    size: () => rows.length,
    close: () => undefined,
  };
}
