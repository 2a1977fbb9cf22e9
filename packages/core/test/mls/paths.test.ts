import { assert } from "@bridle/protocol";
import { createCommit, type CiphersuiteImpl, type Proposal } from "ts-mls";
import { describe, expect, it } from "vitest";
import { ciphersuiteOf } from "../../src/mls/ciphersuite.ts";
import { attempt } from "../../src/mls/env.ts";
import { groupOf as asGroup, libraryState } from "../../src/mls/group.ts";
import {
  addMembers,
  CLASSIC_SUITE,
  epochAuthenticator,
  exportGroupInfo,
  HYBRID_SUITE,
  joinByWelcome,
  joinExternal,
  members,
  receive,
  removeMembers,
  update,
  type Committed,
  type SuiteName,
} from "../../src/mls/index.ts";
import { decodeKeyPackage, encodeMessage } from "../../src/mls/wire.ts";
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
  type Device,
  type World,
} from "./fixture.ts";
import { createUpdatePath, initializeEpoch, toLeafIndex } from "./library-inside.ts";
import "./patience.ts";

const INPUT = { authenticatedData: NO_DATA };

it("[M2] a group goes on when the left half of its tree is empty", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd", "dan"]);
  const removal = await removeMembers(world.env, groupOf(world, 2), { ...INPUT, leaves: [0, 1] });
  world.groups[0] = undefined;
  world.groups[1] = undefined;
  await deliverCommit(world, 2, value(removal));
  await deliverCommit(world, 3, value(await update(world.env, groupOf(world, 3), INPUT)));
  expect(members(groupOf(world, 2))).toHaveLength(2);
  expect(epochAuthenticator(groupOf(world, 2))).toEqual(epochAuthenticator(groupOf(world, 3)));
});

it("[M3] whoever was removed as the last other member knows nothing of the next epoch", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const removal = value(await removeMembers(world.env, groupOf(world, 0), { ...INPUT, leaves: [1] }));
  const gone = libraryState(groupOf(world, 1)).keySchedule;
  const next = libraryState(removal.pending.next);
  const { kdf } = ciphersuiteOf(CLASSIC_SUITE, world.env.crypto);
  const zeros = new Uint8Array(kdf.size);
  const guessed = await initializeEpoch(gone.initSecret, zeros, next.groupContext, zeros, kdf);
  expect(guessed.keySchedule.initSecret).not.toEqual(next.keySchedule.initSecret);
  expect(guessed.keySchedule.epochAuthenticator).not.toEqual(next.keySchedule.epochAuthenticator);
});

it("[M30] a device that is alone in its group comes back", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada"]);
  const [ada] = world.devices;
  assert(ada !== undefined, "ada is in the world");
  const groupInfo = exportGroupInfo(groupOf(world, 0));
  const back = value(await joinExternal(world.env, { ...ada.packages, ...INPUT, groupInfo, resync: true }));
  const stale = value(await receive(world.env, groupOf(world, 0), back.commit));
  expect(stale).toMatchObject({ kind: "commit", selfRemoved: true, group: { status: "removed" } });
  world.groups[0] = back.pending.next;
  const { packages } = await makeDevice(world.env, "ben", CLASSIC_SUITE);
  const added = value(
    await addMembers(world.env, groupOf(world, 0), {
      ...INPUT,
      keyPackages: [packages.publicPackage],
      now: NOW,
    }),
  );
  const joined = value(await joinByWelcome(world.env, { ...packages, welcome: added.welcome ?? NO_DATA }));
  expect(epochAuthenticator(joined)).toEqual(epochAuthenticator(added.pending.next));
});

it("[M2] a path leaves nothing of the old one behind, even above a half that is empty", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  await deliverCommit(world, 0, value(await update(world.env, groupOf(world, 0), INPUT)));
  const { groupContext, ratchetTree, signaturePrivateKey } = libraryState(groupOf(world, 0));
  expect(ratchetTree[1]).toBeDefined();
  // No removal leaves such a tree: it would blank the root.
  const tree = ratchetTree.with(2, undefined);
  const suite = ciphersuiteOf(CLASSIC_SUITE, world.env.crypto);
  const ada = toLeafIndex(0);
  const [after] = await createUpdatePath(tree, tree.slice(), ada, groupContext, signaturePrivateKey, suite);
  expect(after[1]).toBeUndefined();
});

describe.each([CLASSIC_SUITE, HYBRID_SUITE])("%s", (suite: SuiteName) => {
  it("[M2] a commit that removes one and adds two, one in their place, is followed by all", async () => {
    const world = await makeWorld(suite, ["ada", "ben", "cyd", "dan", "eve"]);
    const newcomers = [await makeDevice(world.env, "fay", suite), await makeDevice(world.env, "gus", suite)];
    const swap = await swapMember(world, { removed: 1, newcomers });
    const gone = await opened(world, 1, swap.commit);
    expect(gone).toMatchObject({ kind: "commit", selfRemoved: true, group: { status: "removed" } });
    world.groups[1] = undefined;
    await deliverCommit(world, 0, swap);
    const welcome = swap.welcome ?? NO_DATA;
    for (const { packages } of newcomers) {
      const joined = value(await joinByWelcome(world.env, { ...packages, welcome }));
      world.groups[joined.leafIndex] = joined;
    }
    expect(world.groups.map((group) => group?.leafIndex)).toEqual([0, 1, 2, 3, 4, 5]);
    for (const author of [1, 4, 5]) {
      await deliverCommit(world, author, value(await update(world.env, groupOf(world, author), INPUT)));
    }
    const epochs = world.groups.map((_, index) => epochAuthenticator(groupOf(world, index)).join());
    expect(new Set(epochs).size).toBe(1);
  });
});

it("[M22] joining refuses a path secret that the tree isn't made of", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
  const newcomer = await makeDevice(world.env, "fay", CLASSIC_SUITE);
  // Joiner secret, a path secret, no PSKs: each with its length, and the secret's presence.
  const groupSecretsBytes = 1 + 32 + 1 + 1 + 32 + 1;
  const swap = await swapMember(world, { removed: 1, newcomers: [newcomer] }, (cipherSuite) => ({
    ...cipherSuite,
    hpke: {
      ...cipherSuite.hpke,
      seal(...[key, plaintext, info, aad]) {
        const changed = plaintext.slice();
        if (plaintext.length === groupSecretsBytes) changed[40] = (changed[40] ?? 0) ^ 1;
        return cipherSuite.hpke.seal(key, changed, info, aad);
      },
    },
  }));
  const welcome = swap.welcome ?? NO_DATA;
  expect(refusal(await joinByWelcome(world.env, { ...newcomer.packages, welcome }))).toBe("invalid");
});

/** One commit of leaf 0, which our own operations don't make but other implementations may. */
async function swapMember(
  world: World,
  change: { readonly removed: number; readonly newcomers: readonly Device[] },
  adapt: (cipherSuite: CiphersuiteImpl) => CiphersuiteImpl = (cipherSuite) => cipherSuite,
): Promise<Committed> {
  const adds = change.newcomers.map(({ packages }): Proposal => {
    const keyPackage = value(decodeKeyPackage(packages.publicPackage));
    return { proposalType: 1, add: { keyPackage } };
  });
  const extraProposals: Proposal[] = [{ proposalType: 3, remove: { removed: change.removed } }, ...adds];
  const state = libraryState(groupOf(world, 0));
  const made = value(
    await attempt(
      { env: world.env, suite: world.suite },
      (context) => createCommit({ context, state, extraProposals, ratchetTreeExtension: true }),
      { adapt },
    ),
  );
  const { newState, commit, welcome } = made;
  return {
    pending: { replaces: state.groupContext.epoch, next: asGroup(newState) },
    commit: encodeMessage(commit),
    welcome: welcome && encodeMessage(welcome),
  };
}
