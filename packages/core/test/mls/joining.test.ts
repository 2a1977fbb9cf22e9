import { assert, concatBytes } from "@bridle/protocol";
import { joinGroup, nodeTypes } from "ts-mls";
import { describe, expect, it } from "vitest";
import { SHA256 } from "../../src/crypto/hash.ts";
import { attempt } from "../../src/mls/env.ts";
import { readGroupInfo } from "../../src/mls/group-info.ts";
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
} from "../../src/mls/index.ts";
import { ownKeyPackage } from "../../src/mls/key-package.ts";
import { uint, vector } from "../../src/mls/tls.ts";
import { TreeHasher } from "../../src/mls/tree-hash.ts";
import { parseRatchetTree } from "../../src/mls/tree-nodes.ts";
import { hasSoundShape } from "../../src/mls/tree-shape.ts";
import { decodeWelcome } from "../../src/mls/wire.ts";
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
import { withoutHeader } from "./public-commit.ts";
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
  it("takes a joiner by welcome, whom the library would turn away", async () => {
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

    const own = value(ownKeyPackage(device.packages));
    const byLibrary = await attempt({ env: world.env, suite: world.suite }, (context) =>
      joinGroup({
        context,
        welcome: value(decodeWelcome(welcome)),
        keyPackage: own.keyPackage,
        privateKeys: own.privateKeys,
      }),
    );
    expect(byLibrary.ok).toBe(false);
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
    const info = withoutHeader(exportGroupInfo(groupOf(world, 0)));
    expect(readGroupInfo(info, CLASSIC_SUITE).ok).toBe(true);
    for (let offset = 0; offset < info.length; offset += 3) {
      const changed = info.slice();
      changed[offset] = (changed[offset] ?? 0) ^ (1 << (offset % 8));
      expect(readGroupInfo(changed, CLASSIC_SUITE).ok).toBe(false);
    }
  });

  it("a tree with an unmerged leaf outside it, at once", () => {
    const parent = (leaf: number): Uint8Array =>
      concatBytes(uint(1, 1), uint(2, 1), vector(new Uint8Array(32)), vector(NO_DATA), vector(uint(leaf, 4)));
    const blank = uint(0, 1);
    for (const leaf of [1, 2, 3, 2 ** 31 - 1, 0xffffffff]) {
      const nodes = parseRatchetTree(vector(concatBytes(blank, parent(leaf)))) ?? [];
      expect(nodes).toHaveLength(3);
      expect(hasSoundShape(nodes)).toBe(false);
    }
  });

  it("a leaf where a parent belongs, an empty tree, a tree that ends blank, a longer length", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
    const tree = treeOf(exportGroupInfo(groupOf(world, 0)));
    const nodes = parseRatchetTree(tree) ?? [];
    expect(hasSoundShape(nodes)).toBe(true);
    expect(hasSoundShape([nodes[0], nodes[2], nodes[0]])).toBe(false);
    expect(parseRatchetTree(vector(NO_DATA))).toBeUndefined();
    expect(parseRatchetTree(vector(uint(0, 1)))).toBeUndefined();
    expect(parseRatchetTree(concatBytes(tree, uint(0, 1)))).toBeUndefined();
    expect(
      parseRatchetTree(concatBytes(uint(0x80000000 + tree.length - 2, 4), tree.subarray(2))),
    ).toBeUndefined();
    expect(parseRatchetTree(vector(uint(2, 1)))).toBeUndefined();
  });

  it("a parent that nobody below it set", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd", "dan"]);
    await deliverCommit(
      world,
      1,
      value(await update(world.env, groupOf(world, 1), { authenticatedData: NO_DATA })),
    );
    const nodes = parseRatchetTree(treeOf(exportGroupInfo(groupOf(world, 0)))) ?? [];
    expect(new TreeHasher(nodes, SHA256).hasValidParents()).toBe(true);
    const root = nodes[3];
    assert(root?.kind === "parent", "the root was set");
    const planted = nodes.map((node, index) =>
      index === 5
        ? { ...root, parentHash: root.parentHash, encryptionKey: new Uint8Array(32).fill(3) }
        : node,
    );
    expect(new TreeHasher(planted, SHA256).hasValidParents()).toBe(false);
    const forgotten = nodes.map((node) => (node === root ? { ...root, unmergedLeaves: [2] } : node));
    expect(new TreeHasher(forgotten, SHA256).hasValidParents()).toBe(false);
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

function treeOf(groupInfo: Uint8Array): Uint8Array {
  return value(readGroupInfo(withoutHeader(groupInfo), CLASSIC_SUITE)).ratchetTree;
}
