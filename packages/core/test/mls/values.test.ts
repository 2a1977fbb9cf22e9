import { assert, utf8Encode } from "@bridle/protocol";
import { describe, expect, it } from "vitest";
import { libraryState } from "../../src/mls/group.ts";
import {
  addMembers,
  adoptPending,
  CLASSIC_SUITE,
  decodeGroup,
  encodeGroup,
  encodePrivatePart,
  encryptMessage,
  epochAuthenticator,
  exportGroupInfo,
  foundSuccessor,
  HYBRID_SUITE,
  joinExternal,
  proposeSelfRemove,
  receive,
  removeMembers,
  snapshotForEpoch,
  update,
  type Group,
  type SuiteName,
} from "../../src/mls/index.ts";
import {
  deliverCommit,
  groupOf,
  makeDevice,
  makeWorld,
  NO_DATA,
  NOW,
  opened,
  packagesFor,
  refusal,
  value,
  type World,
} from "./fixture.ts";
import "./patience.ts";

const DATA = { authenticatedData: utf8Encode("aad") };

/** Freezes everything that can be frozen; bytes can't, so they are compared afterwards. */
function deepFreeze(thing: unknown): void {
  if (typeof thing !== "object" || thing === null || ArrayBuffer.isView(thing)) return;
  Object.freeze(thing);
  for (const part of Object.values(thing)) deepFreeze(part);
}

function frozen(group: Group): Group {
  deepFreeze(group);
  deepFreeze(libraryState(group));
  return group;
}

describe.each([CLASSIC_SUITE, HYBRID_SUITE])("%s", (suite: SuiteName) => {
  it("[M9] no operation changes the group it is given", async () => {
    const world = await makeWorld(suite, ["ada", "ben", "cyd"]);
    const ada = frozen(groupOf(world, 0));
    const ben = frozen(groupOf(world, 1));
    const before = [encodeGroup(ada), encodeGroup(ben)];
    const newcomer = await makeDevice(world.env, "dan", suite);
    const { env } = world;
    const keyPackages = [newcomer.packages.publicPackage];
    const sent = value(await encryptMessage(env, ada, { ...DATA, plaintext: utf8Encode("hi"), padTo: 64 }));
    const added = value(await addMembers(env, ada, { ...DATA, keyPackages, now: NOW }));
    const removed = value(await removeMembers(env, ada, { ...DATA, leaves: [2] }));
    const updated = value(await update(env, ada, DATA));
    const leaving = value(await proposeSelfRemove(env, ada, DATA));
    const groupInfo = exportGroupInfo(ada);
    const back = value(await joinExternal(env, { ...newcomer.packages, ...DATA, groupInfo, resync: false }));
    const founder = await makeDevice(env, "ada", suite);
    const successor = { ...founder.packages, groupId: utf8Encode("next"), keyPackages, now: NOW };
    value(await foundSuccessor(env, ada, successor));
    snapshotForEpoch(ada);
    const messages = [
      sent.message,
      added.commit,
      removed.commit,
      updated.commit,
      leaving.message,
      back.commit,
    ];
    for (const message of messages) {
      const copy = message.slice();
      const got = value(await receive(env, ben, message));
      frozen(got.group);
      expect(message).toEqual(copy);
      expect(value(await receive(env, ben, message)).kind).toBe(got.kind);
    }
    expect([encodeGroup(ada), encodeGroup(ben)]).toEqual(before);
  });

  it("[M10] from one seed comes the same, byte for byte; from another something else", async () => {
    const [first, second, other] = [
      await story(suite, "one"),
      await story(suite, "one"),
      await story(suite, "two"),
    ];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it("[M11] a stored group is the group", async () => {
    const world = await makeWorld(suite, ["ada", "ben", "cyd"]);
    await deliverCommit(world, 1, value(await update(world.env, groupOf(world, 1), DATA)));
    for (const index of [0, 1, 2]) restore(world, index);
    const input = { ...DATA, plaintext: utf8Encode("hi"), padTo: 0 };
    const sent = value(await encryptMessage(world.env, groupOf(world, 0), input));
    world.groups[0] = sent.group;
    const stored = encodeGroup(groupOf(world, 0));
    expect(encodePrivatePart(groupOf(world, 0))).toEqual(stored.privatePart);
    expect(stored.privatePart.length).toBeLessThan(2048);
    for (const index of [0, 1]) restore(world, index);
    world.groups[1] = (await opened(world, 1, sent.message)).group;
    restore(world, 1);
    world.groups[2] = undefined;
    const removal = await removeMembers(world.env, groupOf(world, 0), { ...DATA, leaves: [2] });
    await deliverCommit(world, 0, value(removal));
    for (const index of [0, 1]) restore(world, index);
  });
});

it("[M11] only the private part changes with a message", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const before = encodeGroup(groupOf(world, 0));
  const input = { ...DATA, plaintext: NO_DATA, padTo: 0 };
  const { group } = value(await encryptMessage(world.env, groupOf(world, 0), input));
  const after = encodeGroup(group);
  expect(after.publicPart).toEqual(before.publicPart);
  expect(after.privatePart).not.toEqual(before.privatePart);
});

it("[M11] rows of different epochs, of rival epochs and of other writers don't make a group", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const old = encodeGroup(groupOf(world, 0));
  const mine = value(await update(world.env, groupOf(world, 0), DATA));
  const rival = await opened(world, 0, value(await update(world.env, groupOf(world, 1), DATA)).commit);
  const next = encodeGroup(adoptPending(mine.pending));
  const other = encodeGroup(rival.group);
  const mixed = (publicPart: Uint8Array, privatePart: Uint8Array): string =>
    refusal(decodeGroup({ publicPart, privatePart }));
  expect(mixed(next.publicPart, old.privatePart)).toBe("parts_differ");
  expect(mixed(old.publicPart, next.privatePart)).toBe("parts_differ");
  expect(mixed(next.publicPart, other.privatePart)).toBe("parts_differ");
  expect(mixed(old.privatePart, old.publicPart)).toBe("malformed");
  expect(mixed(old.publicPart, old.privatePart.subarray(0, -1))).toBe("malformed");
  expect(mixed(NO_DATA, NO_DATA)).toBe("malformed");
  const newer = old.publicPart.slice();
  newer[5] = (newer[5] ?? 0) ^ 1;
  expect(mixed(newer, old.privatePart)).toBe("other_version");
  expect(decodeGroup(old).ok).toBe(true);
});

it("[M11] a removed group and a snapshot stay what they are in the store", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
  const kept = snapshotForEpoch(groupOf(world, 1));
  expect(value(decodeGroup(encodeGroup(kept))).status).toBe("past");
  const removal = value(await removeMembers(world.env, groupOf(world, 0), { ...DATA, leaves: [2] }));
  const seen = await opened(world, 2, removal.commit);
  expect(value(decodeGroup(encodeGroup(seen.group))).status).toBe("removed");
});

it("[M18] a group shows none of its secrets when printed", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const group = groupOf(world, 0);
  const shown = JSON.stringify(group, (_key, part: unknown) =>
    typeof part === "bigint" ? String(part) : part,
  );
  expect(shown).toContain("[MLS state]");
  expect(String(group.state)).toBe("[MLS state]");
  expect(Object.keys(group.state)).toEqual([]);
});

async function story(suite: SuiteName, seed: string): Promise<readonly unknown[]> {
  const world = await makeWorld(suite, ["ada", "ben", "cyd"], seed);
  const input = { ...DATA, plaintext: utf8Encode("hi"), padTo: 128 };
  const sent = value(await encryptMessage(world.env, groupOf(world, 0), input));
  const removed = value(await removeMembers(world.env, groupOf(world, 1), { ...DATA, leaves: [0] }));
  const groupInfo = exportGroupInfo(groupOf(world, 2));
  const [, , cyd] = world.devices;
  assert(cyd !== undefined, "cyd is in the world");
  const packages = await packagesFor(world.env, cyd, suite);
  const back = value(await joinExternal(world.env, { ...packages, ...DATA, groupInfo, resync: true }));
  return [sent.message, removed.commit, groupInfo, back.commit, encodeGroup(adoptPending(removed.pending))];
}

function restore(world: World, index: number): void {
  const before = groupOf(world, index);
  const after = value(decodeGroup(encodeGroup(before)));
  expect(encodeGroup(after)).toEqual(encodeGroup(before));
  expect(epochAuthenticator(after)).toEqual(epochAuthenticator(before));
  expect(after.leafIndex).toBe(before.leafIndex);
  world.groups[index] = after;
}
