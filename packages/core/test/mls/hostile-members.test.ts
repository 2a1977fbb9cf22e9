import { concatBytes, utf8Encode } from "@bridle/protocol";
import { createProposal, type Proposal } from "ts-mls";
import { expect, it } from "vitest";
import { ed25519KeyPair } from "../../src/crypto/index.ts";
import { attempt } from "../../src/mls/env.ts";
import { libraryState } from "../../src/mls/group.ts";
import { CLASSIC_SUITE, encodeGroup, receive, update } from "../../src/mls/index.ts";
import { uint, vector } from "../../src/mls/tls.ts";
import { encodeMessage } from "../../src/mls/wire.ts";
import {
  deliverCommit,
  groupOf,
  makeWorld,
  NO_DATA,
  packagesFor,
  proofOf,
  refusal,
  value,
  type World,
} from "./fixture.ts";
import { commitForKey, commitFromLeaf, externalCommit, hostileCommit, proposal } from "./hostile.ts";
import { publicCommit } from "./public-commit.ts";
import "./patience.ts";

const NAMES = ["ada", "ben", "cyd"];
const KEM_OUTPUT = vector(new Uint8Array(32).fill(9));

it.each([
  ["an update", [proposal(2, NO_DATA)], "malformed"],
  ["a removal outside the tree", [proposal(3, uint(2 ** 31 - 1, 4))], "unknown_member"],
  ["a removal far outside the tree", [proposal(3, uint(0xffffffff, 4))], "unknown_member"],
  ["a removal of a blank leaf", [proposal(3, uint(3, 4))], "unknown_member"],
  ["a PSK", [proposal(4, uint(1, 1), vector(NO_DATA), vector(NO_DATA))], "not_bound"],
  ["a re-init", [proposal(5, vector(NO_DATA), uint(1, 2), uint(1, 2), vector(NO_DATA))], "not_allowed"],
  ["an external init", [proposal(6, KEM_OUTPUT)], "not_allowed"],
  ["an external init and a removal", [proposal(6, KEM_OUTPUT), proposal(3, uint(2 ** 30, 4))], "not_allowed"],
  ["other group extensions", [proposal(7, vector(NO_DATA))], "not_allowed"],
  ["a proposal of an unknown type", [proposal(0xf00d, vector(NO_DATA))], "not_allowed"],
  ["a reference to nothing", [concatBytes(uint(2, 1), vector(new Uint8Array(32)))], "unknown_proposal"],
  ["their own removal", [proposal(3, uint(0, 4))], "invalid"],
  ["the same removal twice", [proposal(3, uint(2, 4)), proposal(3, uint(2, 4))], "invalid"],
])("[M16] a commit with %s is refused", async (_name, proposals, kind) => {
  const world = await makeWorld(CLASSIC_SUITE, NAMES);
  const stored = encodeGroup(groupOf(world, 1));
  const commit = await hostileCommit(world, 0, proposals);
  expect(refusal(await receive(world.env, groupOf(world, 1), commit))).toBe(kind);
  expect(encodeGroup(groupOf(world, 1))).toEqual(stored);
  await stillUsable(world);
});

it.each([3, 4, 2 ** 20, 2 ** 31 - 1, 2 ** 31, 0xffffffff])(
  "[M20] a sender at leaf %i, where nobody is, is refused at once",
  async (leaf) => {
    const world = await makeWorld(CLASSIC_SUITE, NAMES);
    const commit = await commitFromLeaf(world, 0, leaf);
    const started = performance.now();
    expect(refusal(await receive(world.env, groupOf(world, 1), commit))).toBe("unknown_member");
    expect(performance.now() - started).toBeLessThan(500);
    await stillUsable(world);
  },
);

it("[M20] a member who writes in another's name is refused", async () => {
  const world = await makeWorld(CLASSIC_SUITE, NAMES);
  const commit = await commitFromLeaf(world, 0, 2);
  expect(refusal(await receive(world.env, groupOf(world, 1), commit))).toBe("not_decryptable");
});

it("[M15] standalone proposals but one's own removal are refused", async () => {
  const world = await makeWorld(CLASSIC_SUITE, NAMES);
  const others: Proposal[] = [
    { proposalType: 3, remove: { removed: 2 } },
    { proposalType: 7, groupContextExtensions: { extensions: [] } },
    { proposalType: 0xf00d, proposalData: NO_DATA },
  ];
  for (const other of others) {
    const made = await attempt({ env: world.env, suite: world.suite }, (context) =>
      createProposal({ context, state: libraryState(groupOf(world, 0)), proposal: other }),
    );
    const message = encodeMessage(value(made).message);
    expect(refusal(await receive(world.env, groupOf(world, 1), message))).toBe("not_allowed");
  }
});

it("[M17] members' commits in clear are refused unless asked for", async () => {
  const world = await makeWorld(CLASSIC_SUITE, NAMES);
  const { commit } = await publicCommit(world.env, groupOf(world, 0), undefined);
  expect(refusal(await receive(world.env, groupOf(world, 1), commit))).toBe("not_allowed");
  const open = { ...world.env, publicHandshakes: true };
  expect(value(await receive(open, groupOf(world, 1), commit)).kind).toBe("commit");
});

it("[M43] a member can't hand its leaf to another key", async () => {
  const world = await makeWorld(CLASSIC_SUITE, NAMES);
  const stranger = ed25519KeyPair(new Uint8Array(32).fill(8));
  const commit = await commitForKey(world, 0, {
    ...stranger,
    credential: proofOf({ name: "ada", keys: stranger }),
  });
  expect(refusal(await receive(world.env, groupOf(world, 1), commit))).toBe("not_allowed");
  await stillUsable(world);
});

it("[M31] nobody is in a group twice", async () => {
  const world = await makeWorld(CLASSIC_SUITE, NAMES);
  const [, ben] = world.devices;
  if (ben === undefined) throw new Error("ben is in the world");
  const packages = await packagesFor(world.env, ben, CLASSIC_SUITE);
  const commit = await externalCommit(world, packages, undefined);
  expect(refusal(await receive(world.env, groupOf(world, 0), commit))).toBe("duplicate_member");
  await stillUsable(world);
});

it("[M14] a fault while someone is being believed passes through, and the group stays good", async () => {
  const world = await makeWorld(CLASSIC_SUITE, NAMES);
  const { commit } = value(await update(world.env, groupOf(world, 0), { authenticatedData: NO_DATA }));
  const broken = { ...world.env, authenticate: () => Promise.reject(new Error("disk")) };
  await expect(receive(broken, groupOf(world, 1), commit)).rejects.toThrow("disk");
  const doubting = { ...world.env, authenticate: () => false };
  expect(refusal(await receive(doubting, groupOf(world, 1), commit))).toBe("not_authenticated");
  expect(value(await receive(world.env, groupOf(world, 1), commit)).kind).toBe("commit");
});

/** The state that refused something still follows the next honest commit. */
async function stillUsable(world: World): Promise<void> {
  const honest = value(await update(world.env, groupOf(world, 2), { authenticatedData: utf8Encode("next") }));
  await deliverCommit(world, 2, honest);
}
