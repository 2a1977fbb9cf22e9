import { err, ok, type AccountId, type Result } from "@bridle/protocol";
import type { SignalStore } from "../../ports/signal-store.ts";
import type { DeskKey, Unlock, UnlockRefusal } from "../../signals/desk-key.ts";
import { sealingContext } from "../../signals/stored-signal.ts";
import { unlockDeskKey } from "./desk-key.ts";
import { openBatchKey, type TargetOpener } from "./target-sealer.ts";

/**
 * Whose pseudonyms these are, as far as their signals still lie here, were sealed to this key and weren't
 * changed. Two people unlock it together. Whether they may is the cases' decision.
 */
export async function openTargets(
  parts: { readonly store: SignalStore; readonly key: DeskKey | undefined },
  pseudonyms: readonly string[],
  unlocks: readonly Unlock[],
): Promise<Result<ReadonlyMap<string, AccountId>, UnlockRefusal>> {
  if (parts.key === undefined) return err("no_desk_key");
  const privateKey = await unlockDeskKey(parts.key, unlocks);
  if (!privateKey.ok) return privateKey;
  const openers = new Map<number, TargetOpener | undefined>();
  const opened = new Map<string, AccountId>();
  for (const { signal, row, sealed } of parts.store.sealedFor(pseudonyms)) {
    if (sealed === undefined || signal.target === undefined) continue;
    if (!openers.has(sealed.batch)) {
      const sealedKey = parts.store.batchKey(sealed.batch);
      openers.set(sealed.batch, sealedKey && (await openBatchKey(privateKey.value, sealedKey)));
    }
    const account = openers.get(sealed.batch)?.open(sealed, sealingContext(row));
    if (account !== undefined) opened.set(signal.target, account);
  }
  for (const opener of openers.values()) opener?.end();
  privateKey.value.fill(0);
  return ok(opened);
}
