import type { AccountId } from "@bridle/protocol";
import type { Engine } from "../engine.ts";

/** Whether the directory was found lying about these keys ([E42]). */
export function isFoundLying({ store }: Pick<Engine, "store">, accountId: AccountId): boolean {
  return store.directory.keysOf(accountId)?.state === "different_keys";
}

/**
 * For somebody who becomes a contact: since when what is written to them is held back. The directory may
 * have been found lying, about them or about everything, before they were met ([E42]).
 */
export function heldFromStart(
  engine: Pick<Engine, "store">,
  met: { readonly accountId: AccountId; readonly at: number },
): number | undefined {
  const isFound =
    engine.store.directory.record()?.finding !== undefined || isFoundLying(engine, met.accountId);
  return isFound ? met.at : undefined;
}
