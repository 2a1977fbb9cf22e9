import { assert, concatBytes } from "@bridle/protocol";
import { defaultLifetimeConfig, encode, nodeTypes, type RatchetTree } from "ts-mls";
import { describe, expect, it } from "vitest";
import { ciphersuiteOf } from "../../src/mls/ciphersuite.ts";
import { libraryState } from "../../src/mls/group.ts";
import {
  addMembers,
  CLASSIC_SUITE,
  exportGroupInfo,
  joinByWelcome,
  joinExternal,
  members,
  removeMembers,
  update,
  type Group,
} from "../../src/mls/index.ts";
import { ratchetTreeEncoder } from "../../src/mls/library.ts";
import { TlsReader, uint, vector } from "../../src/mls/tls.ts";
import { decodeWhole } from "../../src/mls/wire.ts";
import {
  deliverCommit,
  groupOf,
  makeDevice,
  makeWorld,
  NO_DATA,
  NOW,
  refusal,
  value,
  type World,
} from "./fixture.ts";
import {
  ratchetTreeDecoder,
  treeHashRoot,
  validateRatchetTree,
  verifyParentHashes,
} from "./library-inside.ts";
import "./patience.ts";

const EIGHT = ["ada", "ben", "cyd", "dan", "eve", "fay", "gus", "hal"];

/** One ancestor of the newest leaf knows of it, and one above was refreshed since. */
async function unevenWorld(): Promise<World> {
  const world = await makeWorld(CLASSIC_SUITE, EIGHT);
  const input = { authenticatedData: NO_DATA };
  world.groups[7] = undefined;
  await deliverCommit(
    world,
    0,
    value(await removeMembers(world.env, groupOf(world, 0), { ...input, leaves: [7] })),
  );
  await deliverCommit(world, 5, value(await update(world.env, groupOf(world, 5), input)));
  await addDevice(world, "ivy");
  await deliverCommit(world, 0, value(await update(world.env, groupOf(world, 0), input)));
  return world;
}

async function addDevice(
  world: World,
  name: string,
): Promise<{ device: World["devices"][number]; welcome: Uint8Array }> {
  const device = await makeDevice(world.env, name, world.suite);
  const keyPackages = [device.packages.publicPackage];
  const added = value(
    await addMembers(world.env, groupOf(world, 0), { keyPackages, now: NOW, authenticatedData: NO_DATA }),
  );
  await deliverCommit(world, 0, added);
  assert(added.welcome !== undefined, "an add has a welcome");
  return { device, welcome: added.welcome };
}

describe("[M21] a tree whose new leaves are known to some ancestors only", () => {
  it("takes a joiner by welcome, whom the unpatched library would turn away", async () => {
    const world = await unevenWorld();
    const unmerged = libraryState(groupOf(world, 0)).ratchetTree.flatMap((node) =>
      node?.nodeType === nodeTypes.parent ? [node.parent.unmergedLeaves.length] : [],
    );
    expect(unmerged).toContain(1);
    expect(unmerged.at(-1)).toBe(1);
    expect(unmerged).toContain(0);
    const { device, welcome } = await addDevice(world, "joe");
    const joined = value(await joinByWelcome(world.env, { ...device.packages, welcome }));
    expect(members(joined)).toHaveLength(9);
  });

  it("takes a device back by external commit", async () => {
    const world = await unevenWorld();
    const [, , cyd] = world.devices;
    assert(cyd !== undefined, "cyd is in the world");
    const groupInfo = exportGroupInfo(groupOf(world, 1));
    const back = value(
      await joinExternal(world.env, { ...cyd.packages, groupInfo, authenticatedData: NO_DATA, resync: true }),
    );
    world.groups[2] = undefined;
    await deliverCommit(world, 2, { ...back, welcome: undefined });
    expect(members(groupOf(world, 5))).toHaveLength(8);
  });
});

describe("[M22] joining refuses", () => {
  it("every GroupInfo with one bit changed, and the good one is accepted", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
    const { packages } = await makeDevice(world.env, "cyd", CLASSIC_SUITE);
    const info = exportGroupInfo(groupOf(world, 0));
    const input = { ...packages, authenticatedData: NO_DATA, resync: false };
    expect((await joinExternal(world.env, { ...input, groupInfo: info })).ok).toBe(true);
    for (let offset = 0; offset < info.length; offset += 3) {
      const groupInfo = info.slice();
      groupInfo[offset] = (groupInfo[offset] ?? 0) ^ (1 << (offset % 8));
      expect((await joinExternal(world.env, { ...input, groupInfo })).ok).toBe(false);
    }
  });

  it("a tree with an unmerged leaf outside it, at once", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
    await deliverCommit(
      world,
      0,
      value(await update(world.env, groupOf(world, 0), { authenticatedData: NO_DATA })),
    );
    const tree = treeOf(groupOf(world, 0));
    expect(await verdict(world, tree)).toBeUndefined();
    for (const leaf of [2, 3, 2 ** 31 - 1, 0xffffffff]) {
      expect(await verdict(world, withUnmerged(tree, 1, [leaf]))).toMatch("Unmerged leaf");
    }
    expect(await verdict(world, withUnmerged(tree, 1, [1, 0]))).toMatch("ascending");
  });

  it("a leaf where a parent belongs, an empty tree, a tree that ends blank, a longer length", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
    const tree = treeOf(groupOf(world, 0));
    expect(await verdict(world, [tree[0], tree[2], tree[0]])).toMatch("structurally");
    const bytes = encode(ratchetTreeEncoder, tree);
    const decoded = (given: Uint8Array): boolean => decodeWhole(ratchetTreeDecoder, given).ok;
    expect(decoded(bytes)).toBe(true);
    expect(decoded(vector(NO_DATA))).toBe(false);
    expect(decoded(vector(uint(0, 1)))).toBe(false);
    expect(decoded(concatBytes(bytes, uint(0, 1)))).toBe(false);
    expect(decoded(concatBytes(uint(0x80000000 + bytes.length - 2, 4), bytes.subarray(2)))).toBe(false);
    expect(decoded(vector(uint(2, 1)))).toBe(false);
    const [ada, ben] = [tree[0], tree[2]].map((leaf) =>
      new TlsReader(encode(ratchetTreeEncoder, [leaf])).vector(),
    );
    const between = (presence: number): Uint8Array =>
      vector(concatBytes(ada ?? NO_DATA, uint(presence, 1), ben ?? NO_DATA));
    expect(decoded(between(0))).toBe(true);
    expect(decoded(between(2))).toBe(false);
  });

  it("a parent that nobody below it set, and one that forgets or invents an unmerged leaf", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd", "dan"]);
    const input = { authenticatedData: NO_DATA };
    await deliverCommit(world, 1, value(await update(world.env, groupOf(world, 1), input)));
    const tree = treeOf(groupOf(world, 0));
    const { hash } = ciphersuiteOf(CLASSIC_SUITE, world.env.crypto);
    expect(await verifyParentHashes(tree, hash)).toBe(true);
    const root = tree[3];
    assert(root?.nodeType === nodeTypes.parent, "the root was set");
    const planted = tree.with(5, {
      nodeType: nodeTypes.parent,
      parent: { ...root.parent, hpkePublicKey: new Uint8Array(32).fill(3) },
    });
    expect(await verifyParentHashes(planted, hash)).toBe(false);
    expect(await verifyParentHashes(withUnmerged(tree, 3, [2]), hash)).toBe(false);
  });

  it("an unmerged leaf that isn't named, though the hashes fit", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd", "dan"]);
    const input = { authenticatedData: NO_DATA, leaves: [1] };
    world.groups[1] = undefined;
    await deliverCommit(world, 0, value(await removeMembers(world.env, groupOf(world, 0), input)));
    await addDevice(world, "eve");
    const tree = treeOf(groupOf(world, 0));
    const { hash } = ciphersuiteOf(CLASSIC_SUITE, world.env.crypto);
    expect(await verifyParentHashes(tree, hash)).toBe(true);
    expect(await verifyParentHashes(withUnmerged(tree, 3, []), hash)).toBe(false);
  });

  it("an unmerged leaf that a node between doesn't know of", async () => {
    const world = await unevenWorld();
    const tree = treeOf(groupOf(world, 0));
    expect(await verdict(world, tree)).toBeUndefined();
    expect(await verdict(world, withUnmerged(tree, 7, [6]))).toMatch("intermediate");
  });

  it("a welcome for another key package, and one that was changed anywhere", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada"]);
    const { device, welcome } = await addDevice(world, "ben");
    const stranger = await makeDevice(world.env, "cyd", CLASSIC_SUITE);
    expect(refusal(await joinByWelcome(world.env, { ...stranger.packages, welcome }))).toBe(
      "not_decryptable",
    );
    expect((await joinByWelcome(world.env, { ...device.packages, welcome })).ok).toBe(true);
    for (let offset = 0; offset < welcome.length; offset += 7) {
      const changed = welcome.slice();
      changed[offset] = (changed[offset] ?? 0) ^ 0x10;
      expect((await joinByWelcome(world.env, { ...device.packages, welcome: changed })).ok).toBe(false);
    }
    for (const length of [0, 1, 4, 40, welcome.length - 1]) {
      const cut = welcome.subarray(0, length);
      expect((await joinByWelcome(world.env, { ...device.packages, welcome: cut })).ok).toBe(false);
    }
  });

  it("[M14] a group with a member whom `authenticate` does not believe", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
    const { device, welcome } = await addDevice(world, "cyd");
    const doubting = {
      ...world.env,
      authenticate: (credential: { readonly kind: string; readonly proof?: Uint8Array }) =>
        !new TextDecoder().decode(credential.proof).startsWith("ben"),
    };
    const input = { ...device.packages, welcome };
    expect(refusal(await joinByWelcome(doubting, input))).toBe("not_authenticated");
    const broken = { ...world.env, authenticate: () => Promise.reject(new Error("disk")) };
    await expect(joinByWelcome(broken, input)).rejects.toThrow("disk");
  });
});

function treeOf(group: Group): RatchetTree {
  return libraryState(group).ratchetTree;
}

function withUnmerged(tree: RatchetTree, index: number, unmergedLeaves: number[]): RatchetTree {
  const node = tree[index];
  assert(node?.nodeType === nodeTypes.parent, "a parent is there");
  return tree.with(index, { nodeType: nodeTypes.parent, parent: { ...node.parent, unmergedLeaves } });
}

/** What the library says of a tree whose hash is right; `undefined` when it is good. */
async function verdict(world: World, tree: RatchetTree): Promise<string | undefined> {
  const cipherSuite = ciphersuiteOf(CLASSIC_SUITE, world.env.crypto);
  const { groupContext } = libraryState(groupOf(world, 0));
  const authService = { validateCredential: () => Promise.resolve(true) };
  const treeHash = await treeHashRoot(tree, cipherSuite.hash).catch(() => NO_DATA);
  const config = { ...defaultLifetimeConfig, validateLifetimeOnReceive: false };
  const error = await validateRatchetTree(tree, groupContext, config, authService, treeHash, cipherSuite);
  return error?.message;
}
