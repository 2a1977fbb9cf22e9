import { toHex } from "@bridle/protocol";
import { BUILDS_PER_ACCOUNT, type Builds } from "../../ports/builds.ts";
import type { AccountRow } from "../../ports/rows.ts";
import { Table, type Journal } from "./journal.ts";

export function memoryBuilds(journal: Journal): Builds {
  const known = new Table<AccountRow, readonly string[]>(journal);
  return {
    isKnown: (account, tag) => known.get(account)?.includes(toHex(tag)) ?? false,
    note: (account, tag) =>
      known.set(account, [...(known.get(account) ?? []), toHex(tag)].slice(-BUILDS_PER_ACCOUNT)),
    removeAll: (account) => known.delete(account),
  };
}
