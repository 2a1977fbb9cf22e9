import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  auditStep,
  chainValue,
  parseCheckpoint,
  parseNote,
  publishedEpochs,
  resourcesOf,
} from "@bridle/ledger";
import type { AccountId } from "@bridle/protocol";
import { nodeCrypto } from "@bridle/server/ledger";
import { acquainted, type Lie, LyingDirectory, openWorld, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore } from "../../src/store/store.ts";

// A server whose key directory lies, against the real client: each lie is caught by the party that
// packages/ledger/SPEC.md names. It has every key that the honest server has.

const DAY_MS = 24 * 60 * 60 * 1000;
let world: World;
let folder: string;
const lying: LyingDirectory[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bridle-lying-"));
  world = await openWorld({ directory: { epochMs: 300 } });
});
afterEach(async () => {
  await world.close();
  for (const directory of lying.splice(0)) await directory.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A copy of the server's directory as it is now, that goes its own way. */
async function forked(): Promise<LyingDirectory> {
  const to = { folder: join(folder, `${lying.length}`), serverId: serverIdOf() };
  const directory = await new LyingDirectory(join(world.folder, "server", "ledger"), to).open();
  lying.push(directory);
  return directory;
}

let someone: Person;
function serverIdOf(): Uint8Array {
  const raw = someone.platform.database.get("SELECT value FROM kv WHERE name = 'server'")?.["value"];
  if (!(raw instanceof Uint8Array)) throw new Error("no server");
  return raw.slice(0, 32);
}

/** The server shows this device the other directory. */
async function showTo(person: Person, directory: LyingDirectory): Promise<void> {
  const { accountId } = await person.do("whoami", {});
  const lie: Lie = async (name, body) =>
    directory.answer(name, body, Buffer.from(body.subarray(0, 32)).toString("hex") === accountId);
  person.lie = lie;
}

const stateOf = async (person: Person, accountId: AccountId): Promise<string> =>
  (await person.do("contact.get", { accountId })).keys.state;

/** Two people whose keys both have found in the log. */
async function known(): Promise<Awaited<ReturnType<typeof acquainted>> & { a: AccountId; b: AccountId }> {
  const pair = await acquainted(world);
  const { alice, bob } = pair;
  someone = alice;
  const [{ accountId: a }, { accountId: b }] = await Promise.all([
    alice.do("whoami", {}),
    bob.do("whoami", {}),
  ]);
  for (const [person, other] of [
    [alice, b],
    [bob, a],
  ] as const) {
    await person.until(async () => {
      const { keys } = await person.do("directory.check", {});
      return keys.state === "unaudited" && (await stateOf(person, other)) === "unaudited" ? true : undefined;
    });
    await person.until(() => (person.isSettled() ? true : undefined));
  }
  return { ...pair, a, b };
}

/** This device sees one more epoch. */
async function another(person: Person): Promise<void> {
  const { epochs: before = 0 } = await person.do("directory.check", {});
  await person.until(async () => {
    const { epochs = 0 } = await person.do("directory.check", {});
    return epochs > before ? true : undefined;
  });
}

const warned = (person: Person): Promise<{ readonly accountId?: AccountId }> =>
  person.event("warning", ({ kind }) => kind === "different_keys");

test("[E42] [E44] a split view is found out by the two who were shown different histories", async () => {
  const { alice, bob, conversationId, b } = await known();
  const fork = await forked();
  await fork.publish();
  await showTo(bob, fork);
  await bob.do("directory.check", {});
  expect(await stateOf(alice, b)).toBe("unaudited");
  // A day later they talk, and their apps tell each other what they saw.
  await bob.do("message.send", { conversationId, text: "still there?" });
  bob.aheadMs = DAY_MS + 1;
  await fork.publish();
  await bob.do("directory.check", {});
  await alice.until(async () => {
    await alice.do("directory.check", {});
    return alice.events.some((event) => event.name === "warning" && event.data.kind === "different_keys")
      ? true
      : undefined;
  });
  const status = await alice.do("directory.status", {});
  expect(status.keys.state).toBe("different_keys");
  const [proof] = status.evidence;
  expect(proof?.ours).not.toBe(proof?.theirs);
  for (const note of [proof?.ours ?? "", proof?.theirs ?? ""]) {
    expect(parseCheckpoint(parseNote(note)?.text ?? "")?.origin).toBe(status.log);
  }
  expect(await alice.refused("message.send", { conversationId, text: "held" })).toBe("safety_number_changed");
  // They compared numbers: what they write goes out again, and what was found is still said.
  await alice.do("contact.verify", { accountId: b });
  await alice.do("message.send", { conversationId, text: "we compared" });
  expect(await stateOf(alice, b)).toBe("different_keys");
});

test("[E42] [E43] a server that goes back to an older checkpoint is caught by whoever saw a newer one", async () => {
  const { alice, conversationId } = await known();
  const old = await forked();
  await another(alice);
  await showTo(alice, old);
  await alice.do("directory.check", {});
  await warned(alice);
  const { keys, evidence } = await alice.do("directory.status", {});
  expect(keys).toMatchObject({ state: "different_keys", why: "rolled_back" });
  expect(evidence).toHaveLength(1);
  expect(await alice.refused("message.send", { conversationId, text: "held" })).toBe("safety_number_changed");
});

test("[E43] what was seen is still known after the app was closed", async () => {
  const { alice } = await known();
  const old = await forked();
  await another(alice);
  await showTo(alice, old);
  await alice.close();
  await alice.open();
  await warned(alice);
});

test("[E40] a directory that stands still says nothing any more after a day", async () => {
  const { alice, b } = await known();
  await showTo(alice, await forked());
  alice.aheadMs = DAY_MS + 2 * 60 * 60 * 1000;
  const { keys } = await alice.do("directory.check", {});
  expect(keys).toMatchObject({ state: "unchecked", why: "stale" });
  expect(await stateOf(alice, b)).toBe("unchecked");
  expect(alice.events.filter(({ name }) => name === "warning")).toEqual([]);
});

test("[E41] [E42] a ghost device in one's entry is found by its owner, and by a contact's chain", async () => {
  const { alice, bob, a } = await known();
  const fork = await forked();
  const ghost = chainValue(nodeCrypto.sha256, [new Uint8Array(8), new Uint8Array(9)]);
  await fork.publish([{ label: Buffer.from(a, "hex"), value: ghost }]);
  await showTo(alice, fork);
  await showTo(bob, fork);
  await alice.do("directory.check", {});
  await warned(alice);
  expect((await alice.do("directory.status", {})).keys.why).toBe("foreign_value");
  // The ghost isn't in a chain that Alice's keys signed, so it is in none that Bob's app takes.
  await bob.do("directory.check", {});
  expect(await stateOf(bob, a)).toBe("unchecked");
});

test("[E41] a version that is hidden behind a gap is found by the owner", async () => {
  const { alice, a } = await known();
  const fork = await forked();
  // At once: an epoch of the honest server that she saw meanwhile would show the fork as one.
  await showTo(alice, fork);
  const ghost = chainValue(nodeCrypto.sha256, [new Uint8Array(8), new Uint8Array(9)]);
  while ((await fork.checkpoint()).size < 4) await fork.publish();
  await fork.forge([[a, 4, ghost]]);
  fork.relabel(a, 1);
  await alice.do("directory.check", {});
  await warned(alice);
  expect((await alice.do("directory.status", {})).keys.why).toBe("hidden_version");
});

test("[E42] a label that begins anew is found by whoever saw it, and by an auditor", async () => {
  const { bob, a, b } = await known();
  const fork = await forked();
  const before = await fork.checkpoint();
  const other = chainValue(nodeCrypto.sha256, [new Uint8Array(7)]);
  const bobs = await fork.parts.tree.newest(Buffer.from(b, "hex"), before.size);
  const kept = bobs?.value ?? new Uint8Array();
  await fork.forge(
    [
      [a, 1, other],
      [b, 1, kept],
    ],
    { anew: true },
  );
  await showTo(bob, fork);
  await bob.do("directory.check", {});
  expect((await warned(bob)).accountId).toBe(a);
  const { keys } = await bob.do("contact.get", { accountId: a });
  expect(keys).toMatchObject({ state: "different_keys", why: "value_changed" });
  const after = await fork.checkpoint();
  const read = resourcesOf(fork.parts.stores.directory);
  const source = publishedEpochs(nodeCrypto.sha256, async (path) =>
    path.startsWith("audit/") ? (await fork.parts.tree.epoch(Number(path.slice(6))))?.audit : read(path),
  );
  expect(await auditStep(nodeCrypto, source, { from: undefined, to: before })).toBe(true);
  expect(await auditStep(nodeCrypto, source, { from: before, to: after })).toBe(false);
});

test("[E40] keys that the directory contradicts are refused before their first use", async () => {
  const alice = await world.person("Alice");
  someone = alice;
  const { accountId } = await alice.do("whoami", {});
  const bob = await world.person("Bob");
  await alice.until(async () =>
    (await alice.do("directory.check", {})).keys.state === "unaudited" ? true : undefined,
  );
  const fork = await forked();
  const other = chainValue(nodeCrypto.sha256, [new Uint8Array(7)]);
  await fork.forge([[accountId, 1, other]], { anew: true });
  const { link } = await alice.do("invite.create", {});
  await showTo(bob, fork);
  expect(await bob.refused("invite.use", { link })).toBe("different_keys");
  expect(await bob.do("contact.list", {})).toEqual([]);
  // A server that then says nothing doesn't get past what was found.
  bob.lie = async (name) => (name.startsWith("directory.") ? new Promise(() => undefined) : undefined);
  expect(await bob.refused("invite.use", { link })).toBe("different_keys");
});

test("[E42] who is met after a lie about them was found is written to only after the person decided", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob");
  const { accountId } = await alice.do("whoami", {});
  openStore(bob.platform.database).directory.putKeys({
    accountId,
    state: "different_keys",
    why: "other_chain",
    seen: undefined,
    checkedAt: 1,
  });
  const { link } = await bob.do("invite.create", {});
  const { conversationId } = await alice.do("invite.use", { link });
  await bob.event("conversation", (data) => data.conversationId === conversationId);
  expect(await bob.refused("message.send", { conversationId, text: "held" })).toBe("safety_number_changed");
});

test("[E40] a directory that doesn't answer keeps nobody from meeting", async () => {
  const alice = await world.person("Alice");
  const bob = await world.person("Bob");
  const { link } = await alice.do("invite.create", {});
  bob.lie = async (name) => (name.startsWith("directory.") ? new Promise(() => undefined) : undefined);
  const { accountId } = await bob.do("invite.use", { link });
  expect(await stateOf(bob, accountId)).toBe("unchecked");
});
