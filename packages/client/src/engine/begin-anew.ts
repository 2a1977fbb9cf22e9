import type { Engine } from "./engine.ts";

/**
 * In the transaction that begins an account: a try that came to nothing leaves none of its contacts,
 * conversations and counters to the next one. What the person set for this device stays.
 */
export function beginAnew({ store, groups }: Pick<Engine, "store" | "groups">): void {
  const settings = store.account.settings();
  store.wipe();
  store.account.setSettings(settings);
  groups.clear();
}
