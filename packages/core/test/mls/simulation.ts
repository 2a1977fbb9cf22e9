import { assert } from "@bridle/protocol";
import { expect } from "vitest";
import {
  addMembers,
  adoptPending,
  CLASSIC_SUITE,
  decodeGroup,
  encodeGroup,
  epochAuthenticator,
  exportGroupInfo,
  exportSecret,
  joinByWelcome,
  joinExternal,
  members,
  removeMembers,
  update,
  type Committed,
} from "../../src/mls/index.ts";
import {
  groupOf,
  makeDevice,
  makeWorld,
  NO_DATA,
  NOW,
  opened,
  packagesFor,
  value,
  type World,
} from "./fixture.ts";

const INPUT = { authenticatedData: NO_DATA };

/**
 * Lets a group of five live through commits of all kinds, chosen by the seed: adds, removals, rejoins,
 * updates, and restarts from the store; after each, all who are in it must agree.
 */
export async function simulate(seed: string, steps: number, membersMax: number): Promise<void> {
  const world = await makeWorld(CLASSIC_SUITE, ["0", "1", "2", "3", "4"], seed);
  for (let step = 0; step < steps; step++) {
    await takeStep(world, membersMax);
    const present = presentIn(world);
    const use = { label: "agree", context: NO_DATA, length: 16 };
    const secrets = await Promise.all(
      present.map((index) => exportSecret(world.env.crypto, groupOf(world, index), use)),
    );
    expect(new Set(secrets.map((secret) => secret.join())).size).toBe(1);
    expect(new Set(present.map((index) => epochAuthenticator(groupOf(world, index)).join())).size).toBe(1);
    for (const index of present) expect(members(groupOf(world, index))).toHaveLength(present.length);
  }
}

async function takeStep(world: World, membersMax: number): Promise<void> {
  const present = presentIn(world);
  const author = pick(world, present);
  const others = present.filter((index) => index !== author);
  const group = groupOf(world, author);
  switch (roll(world, 6)) {
    case 0:
    case 1:
      return others.length + 2 < membersMax
        ? addTwo(world, author)
        : removeOne(world, author, pick(world, others));
    case 2:
      return others.length > 1 ? removeOne(world, author, pick(world, others)) : addTwo(world, author);
    case 3:
      return comeBack(world, author, pick(world, others));
    case 4:
      world.groups[author] = value(decodeGroup(encodeGroup(group)));
      return follow(world, author, value(await update(world.env, groupOf(world, author), INPUT)));
    default:
      return follow(world, author, value(await update(world.env, group, INPUT)));
  }
}

async function addTwo(world: World, author: number): Promise<void> {
  const names = [String(world.devices.length), String(world.devices.length + 1)];
  const devices = [];
  for (const name of names) devices.push(await makeDevice(world.env, name, world.suite));
  const keyPackages = devices.map((device) => device.packages.publicPackage);
  const committed = value(
    await addMembers(world.env, groupOf(world, author), { ...INPUT, keyPackages, now: NOW }),
  );
  await follow(world, author, committed);
  for (const device of devices) {
    world.devices.push(device);
    const { welcome } = committed;
    assert(welcome !== undefined, "an add has a welcome");
    world.groups.push(value(await joinByWelcome(world.env, { ...device.packages, welcome })));
  }
}

async function removeOne(world: World, author: number, gone: number): Promise<void> {
  const leaves = [groupOf(world, gone).leafIndex];
  const committed = value(await removeMembers(world.env, groupOf(world, author), { ...INPUT, leaves }));
  expect(await opened(world, gone, committed.commit)).toMatchObject({ kind: "commit", selfRemoved: true });
  world.groups[gone] = undefined;
  await follow(world, author, committed);
}

async function comeBack(world: World, source: number, index: number): Promise<void> {
  const device = world.devices[index];
  assert(device !== undefined, "whoever is in a group has a device");
  const groupInfo = exportGroupInfo(groupOf(world, source));
  const packages = await packagesFor(world.env, device, world.suite);
  const back = value(await joinExternal(world.env, { ...packages, ...INPUT, groupInfo, resync: true }));
  await follow(world, index, { ...back, welcome: undefined });
}

async function follow(world: World, author: number, committed: Committed): Promise<void> {
  for (const index of presentIn(world)) {
    if (index !== author) world.groups[index] = (await opened(world, index, committed.commit)).group;
  }
  world.groups[author] = adoptPending(committed.pending);
}

function presentIn(world: World): readonly number[] {
  return world.groups.flatMap((group, index) => (group === undefined ? [] : [index]));
}

function roll(world: World, sides: number): number {
  return (world.env.crypto.randomBytes(1)[0] ?? 0) % sides;
}

function pick(world: World, from: readonly number[]): number {
  const picked = from[roll(world, from.length)];
  assert(picked !== undefined, "there is someone to pick");
  return picked;
}
