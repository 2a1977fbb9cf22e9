import type { KeyedSignal } from "@bridle/desk";
import { AccountId, fromHex } from "@bridle/protocol";
import { deskHost } from "./adapters/desk/desk-host.ts";
import { memoryDeskEvents } from "./adapters/desk/memory-desk-events.ts";
import { memoryDeskFindings } from "./adapters/desk/memory-desk-findings.ts";
import { memoryDeskOrders } from "./adapters/desk/memory-desk-orders.ts";
import { createDeskKey } from "./adapters/signals/desk-key.ts";
import { memorySignalStore } from "./adapters/signals/memory-signal-store.ts";
import { targetSealer } from "./adapters/signals/target-sealer.ts";
import { DeskService } from "./desk/desk-service.ts";
import { workHandlers } from "./desk/work-handlers.ts";
import type { DeskCaller } from "./http/desk-api.ts";
import type { Clock } from "./ports/clock.ts";
import type { Ledger } from "./ports/ledger.ts";
import type { SignalStore } from "./ports/signal-store.ts";
import type { Store } from "./ports/store.ts";
import type { TargetSealer } from "./ports/target-sealer.ts";
import type { ServerCore } from "./shell/server-core.ts";
import { SignalTally } from "./signals/signal-tally.ts";
import { rowOf, sealingContext } from "./signals/stored-signal.ts";

/** Whoever works at a desk in memory: their share's name and what opens it. */
const PEOPLE = [
  { name: "Ada", passphrase: "the first of two sentences" },
  { name: "Omar", passphrase: "the second of two sentences" },
] as const;
/** Nobody attacks a key that is forgotten with the process. */
const QUICK = { memoryKib: 64, passes: 1, lanes: 1 };
const SEALED_TOGETHER = 4_096;

/** A desk that is forgotten with the process, over a running core. */
export interface DeskInMemory {
  readonly service: DeskService;
  /** What the desk's pages call. */
  readonly calls: ReturnType<typeof workHandlers>;
  /** Its two people: in whose name a call is made, and how each opens their share. */
  readonly people: readonly [DeskWorker, DeskWorker];
}

export interface DeskWorker {
  readonly caller: DeskCaller;
  readonly unlock: { readonly name: string; readonly passphrase: string };
}

/**
 * The desk as a server has it, its decisions, shares, sealed targets and log included, for a replay whose world
 * is over: who stands behind the pseudonyms is sealed here, where a server seals it as signals come.
 */
export async function openDeskInMemory(parts: {
  readonly core: ServerCore;
  readonly store: Store;
  readonly clock: Clock;
  readonly targets: ReadonlyMap<string, AccountId>;
  readonly ledger: Pick<Ledger, "append">;
}): Promise<DeskInMemory> {
  const { core, store, clock, ledger } = parts;
  const { crypto } = core;
  const key = await createDeskKey(PEOPLE, QUICK);
  const signals = { store: memorySignalStore(), key, shell: { tally: new SignalTally() } };
  await seal(targetSealer(key.publicKey), signals.store, { of: parts.targets, atMs: clock.nowMs() });
  const events = memoryDeskEvents();
  const shared = { events, crypto, nowMs: () => clock.nowMs() };
  const service = new DeskService({
    ...shared,
    findings: memoryDeskFindings(),
    orders: memoryDeskOrders(),
    platforms: [core.settings.platform],
    host: deskHost({ core, store, signals, ledger }),
    broken(fault) {
      throw fault;
    },
  });
  const worker = (at: 0 | 1): DeskWorker => workerOf(at, clock.nowMs());
  const people = [worker(0), worker(1)] as const;
  service.meet(people.map(({ caller }) => ({ id: caller.session?.analyst.id ?? "", role: "lead" })));
  return { service, calls: workHandlers({ service, ...shared }), people };
}

function workerOf(at: 0 | 1, nowMs: number): DeskWorker {
  const unlock = PEOPLE[at];
  const passkey = { id: unlock.name, publicKey: new Uint8Array(), counter: 0, transports: [] };
  const id = String(at).repeat(32);
  const analyst = { id, name: unlock.name, role: "lead", passkey, joinedAtMs: nowMs } as const;
  const session = { analyst, expiresAtMs: Number.MAX_SAFE_INTEGER };
  return { unlock, caller: { session, setSession: () => undefined } };
}

async function seal(
  sealer: TargetSealer,
  store: SignalStore,
  targets: { readonly of: ReadonlyMap<string, AccountId>; readonly atMs: number },
): Promise<void> {
  const all = [...targets.of];
  for (let from = 0; from < all.length; from += SEALED_TOGETHER) {
    const batch = await sealer.openBatch();
    const id = store.openBatch(batch.sealedKey);
    store.add(
      all.slice(from, from + SEALED_TOGETHER).map(([target, account]) => {
        const { atMs } = targets;
        const facts = { kind: "introduction", platform: "main", network: "unknown", links: [] } as const;
        const signal: KeyedSignal = { ...facts, atMs, target };
        const row = rowOf(signal, fromHex(target) ?? new Uint8Array());
        const box = batch.seal(AccountId.toBytes(account), sealingContext(row));
        return { signal, row, sealed: { batch: id, ...box } };
      }),
    );
    batch.end();
  }
}
