// `node bench/warn.ts`: how long it takes until everybody of a confirmed case who is online has their notice: 1,400 people,
// signed in to a server in memory, told in the desk's pieces. Option: --people N.

import { parseArgs } from "node:util";
import type { NoticeLetter } from "@bridle/protocol";
import { World } from "../packages/server/test/world.ts";

/** As in packages/server/src/desk/desk-service.ts. */
const NOTICES_AT_ONCE = 200;
const { values } = parseArgs({ options: { people: { type: "string" } } });
const count = Number(values.people ?? 1_400);
const letter: NoticeLetter = {
  template: "targeted",
  templateVersion: 1,
  seen: {
    lookups: true,
    introductions: false,
    invites: false,
    groupAdds: false,
    calls: true,
    deviceLinks: false,
    malformed: true,
  },
  reached: "nothing",
  confidence: "likely",
  firstDay: 20_000,
  furtherDays: 11,
  done: { refused: true, accountsClosed: true, repaired: false },
  helpEdition: 1,
};

const world = new World();
const people = Array.from({ length: count }, () => world.person());
const accounts = people.map(({ accountId }) => accountId);
const batch = "ab".repeat(16);
const startedMs = performance.now();
const before = process.cpuUsage();
for (let at = 0; at < count; at += NOTICES_AT_ONCE) {
  world.core.postNotices({ batch, letter, accounts: accounts.slice(at, at + NOTICES_AT_ONCE) });
  world.run();
}
const { user, system } = process.cpuUsage(before);
const tookMs = performance.now() - startedMs;
const warned = people.filter(({ wire }) =>
  wire.peer.delivered().some(({ entry }) => entry.kind === "notice"),
);
console.log(`${warned.length} of ${count} people online had their notice after ${tookMs.toFixed(0)} ms`);
console.log(`processor time: ${((user + system) / 1000 / count).toFixed(2)} ms a notice`);
