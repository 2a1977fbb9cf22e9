import { REFUSALS_COUNTED_MAX, type RefusedOnDay, type Refusals } from "../../ports/refusals.ts";
import { Table, type Journal } from "./journal.ts";

export function memoryRefusals(journal: Journal): Refusals {
  const counted = new Table<string, RefusedOnDay>(journal);
  return {
    add({ account, day, attempts }) {
      const before = counted.get(`${account}/${day}`)?.attempts ?? 0;
      const now = Math.min(before + attempts, REFUSALS_COUNTED_MAX);
      counted.set(`${account}/${day}`, { account, day, attempts: now });
    },
    before: (day, max) =>
      counted
        .values()
        .filter((refused) => refused.day < day)
        .toSorted((a, b) => a.day - b.day || a.account - b.account)
        .slice(0, max),
    remove: (account, day) => counted.delete(`${account}/${day}`),
    removeAll: (account) => counted.deleteWhere((refused) => refused.account === account),
  };
}
