import { utf8Encode } from "@bridle/protocol";
import { processPrivateMessage } from "ts-mls";
import { describe, expect, it } from "vitest";
import { attempt } from "../../src/mls/env.ts";
import { libraryState } from "../../src/mls/group.ts";
import {
  CLASSIC_SUITE,
  encryptMessage,
  HYBRID_SUITE,
  members,
  proposeSelfRemove,
  receive,
  removeMembers,
  update,
  addMembers,
  type SuiteName,
} from "../../src/mls/index.ts";
import { decodeFramed } from "../../src/mls/wire.ts";
import {
  deliverCommit,
  groupOf,
  makeDevice,
  makeWorld,
  NO_DATA,
  NOW,
  opened,
  refusal,
  value,
} from "./fixture.ts";
import { removalWithoutPath } from "./hostile.ts";
import "./patience.ts";

const NAMES = ["ada", "ben", "cyd", "dan", "eve"];

describe.each([CLASSIC_SUITE, HYBRID_SUITE])("%s", (suite: SuiteName) => {
  it.each([1, 2, 4])("[M3] removing leaf %i alone gives its committer new keys", async (leaf) => {
    const world = await makeWorld(suite, NAMES);
    const removal = value(
      await removeMembers(world.env, groupOf(world, 0), { leaves: [leaf], authenticatedData: NO_DATA }),
    );
    const gone = groupOf(world, leaf);
    const seen = value(await receive(world.env, gone, removal.commit));
    expect(seen).toMatchObject({ kind: "commit", selfRemoved: true, group: { status: "removed" } });
    world.groups[leaf] = undefined;
    const before = libraryState(groupOf(world, 0)).ratchetTree[0];
    await deliverCommit(world, 0, removal);
    for (const group of world.groups.filter((group) => group !== undefined)) {
      expect(libraryState(group).ratchetTree[0]).not.toEqual(before);
    }
    const sent = value(
      await encryptMessage(world.env, groupOf(world, 0), {
        plaintext: utf8Encode("without you"),
        authenticatedData: NO_DATA,
        padTo: 0,
      }),
    );
    expect(refusal(await receive(world.env, gone, sent.message))).toBe("future_epoch");
    expect(refusal(await receive(world.env, seen.group, sent.message))).toBe("future_epoch");
    const other = leaf === 1 ? 3 : 1;
    expect((await opened(world, other, sent.message)).kind).toBe("application");
  });
});

it("[M3] a removal without a path is refused, by the patched library itself", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
  const commit = await removalWithoutPath(world, 0, 2);
  const framed = value(decodeFramed(commit));
  if (!("privateMessage" in framed)) throw new Error("not private");
  const state = libraryState(groupOf(world, 1));
  const followed = await attempt({ env: world.env, suite: world.suite }, (context) =>
    processPrivateMessage({ context, state, privateMessage: framed.privateMessage }),
  );
  expect(refusal(followed)).toBe("path_missing");
  expect(refusal(await receive(world.env, groupOf(world, 1), commit))).toBe("path_missing");
});

it("[M3] several removals in one commit, and nobody removes themselves or a stranger", async () => {
  const world = await makeWorld(CLASSIC_SUITE, NAMES);
  const input = { authenticatedData: NO_DATA };
  const two = value(await removeMembers(world.env, groupOf(world, 1), { ...input, leaves: [4, 2, 2] }));
  world.groups[2] = undefined;
  world.groups[4] = undefined;
  await deliverCommit(world, 1, two);
  expect(members(groupOf(world, 3)).map((member) => member.leafIndex)).toEqual([0, 1, 3]);
  const ada = groupOf(world, 0);
  expect(refusal(await removeMembers(world.env, ada, { ...input, leaves: [0] }))).toBe("not_allowed");
  expect(refusal(await removeMembers(world.env, ada, { ...input, leaves: [2] }))).toBe("unknown_member");
  expect(refusal(await removeMembers(world.env, ada, { ...input, leaves: [2 ** 31] }))).toBe(
    "unknown_member",
  );
});

it("[M15] a member leaves: asks, nobody writes, someone commits, all follow", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
  const asked = value(
    await proposeSelfRemove(world.env, groupOf(world, 2), { authenticatedData: utf8Encode("bye") }),
  );
  world.groups[2] = asked.group;
  for (const index of [0, 1]) {
    const got = await opened(world, index, asked.message);
    if (got.kind !== "leaving") throw new Error("not a wish to leave");
    expect(got.member.leafIndex).toBe(2);
    expect(got.authenticatedData).toEqual(utf8Encode("bye"));
    world.groups[index] = got.group;
  }
  const text = { plaintext: NO_DATA, authenticatedData: NO_DATA, padTo: 0 };
  expect(refusal(await encryptMessage(world.env, groupOf(world, 0), text))).toBe("proposals_pending");
  const newcomer = await makeDevice(world.env, "dan", CLASSIC_SUITE);
  const adding = { keyPackages: [newcomer.packages.publicPackage], now: NOW, authenticatedData: NO_DATA };
  expect(refusal(await addMembers(world.env, groupOf(world, 0), adding))).toBe("proposals_pending");

  const committed = value(await update(world.env, groupOf(world, 1), { authenticatedData: NO_DATA }));
  const last = await opened(world, 2, committed.commit);
  expect(last).toMatchObject({ kind: "commit", selfRemoved: true });
  world.groups[2] = undefined;
  const got = await opened(world, 0, committed.commit);
  expect(got).toMatchObject({ kind: "commit", removed: [{ leafIndex: 2 }], committer: { leafIndex: 1 } });
  await deliverCommit(world, 1, committed);
  expect(value(await encryptMessage(world.env, groupOf(world, 0), text)).message.length).toBeGreaterThan(0);
});
