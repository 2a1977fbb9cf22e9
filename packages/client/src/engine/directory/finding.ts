import type { Deception } from "@bridle/ledger";
import type { AccountId } from "@bridle/protocol";
import type { DirectoryRecord } from "../../store/directory-store.ts";
import type { Engine } from "../engine.ts";

// The server was found lying ([E42]). What a person writes is held back until they decided, as after a
// changed safety number, and the proof is kept.

export interface Finding {
  readonly why:
    | Deception["kind"]
    | "other_chain"
    | "other_directory"
    | "other_server"
    | "held_back"
    | "not_joined";
  /** Two signed statements, where there are. */
  readonly evidence?: { readonly ours: string; readonly theirs: string };
}

/** About one contact: their entry, or what they told us. */
export async function foundAbout(engine: Engine, accountId: AccountId, finding: Finding): Promise<void> {
  const { store, clock } = engine;
  const isNews = await engine.lane.run(async () => {
    const known = store.directory.keysOf(accountId);
    const contact = store.contacts.get(accountId);
    const at = clock.nowMs();
    store.transaction(() => {
      keepEvidence(engine, finding, accountId);
      store.directory.putKeys({
        accountId,
        state: "different_keys",
        why: finding.why,
        seen: known?.seen,
        checkedAt: at,
      });
      if (contact !== undefined && known?.state !== "different_keys") {
        store.contacts.put({ ...contact, changedAt: contact.changedAt ?? at });
      }
    });
    return known?.state !== "different_keys";
  });
  if (isNews) engine.emit({ name: "warning", data: { kind: "different_keys", accountId } });
}

/** About the directory as a whole, or our own entry: it concerns everybody. */
export async function foundEverywhere(engine: Engine, finding: Finding): Promise<void> {
  const { store, clock } = engine;
  const isNews = await engine.lane.run(async () => {
    const record = store.directory.record();
    if (record === undefined) return false;
    const at = clock.nowMs();
    const isFirst = record.finding === undefined;
    store.transaction(() => {
      keepEvidence(engine, finding, undefined);
      if (!isFirst) return;
      store.directory.setRecord({ ...record, finding: { why: finding.why, at } });
      for (const contact of store.contacts.list()) {
        store.contacts.put({ ...contact, changedAt: contact.changedAt ?? at });
      }
    });
    return isFirst;
  });
  if (isNews) engine.emit({ name: "warning", data: { kind: "different_keys" } });
}

/** Changes the record, if there is one; between reading and writing nothing else does. */
export function updateRecord(engine: Engine, change: Partial<DirectoryRecord>): DirectoryRecord | undefined {
  const { directory } = engine.store;
  const record = directory.record();
  if (record === undefined) return undefined;
  const next = { ...record, ...change };
  engine.store.transaction(() => directory.setRecord(next));
  return next;
}

function keepEvidence(engine: Engine, { why, evidence }: Finding, accountId: AccountId | undefined): void {
  if (evidence === undefined) return;
  const at = engine.clock.nowMs();
  engine.store.directory.putEvidence({ at, kind: why, ...evidence, accountId });
}
