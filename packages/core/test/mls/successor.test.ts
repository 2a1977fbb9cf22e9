import { utf8Encode } from "@bridle/protocol";
import { expect, it } from "vitest";
import {
  addMembers,
  adoptPending,
  CLASSIC_SUITE,
  encryptMessage,
  epochAuthenticator,
  foundSuccessor,
  HYBRID_SUITE,
  joinByWelcome,
  members,
  receive,
  snapshotForEpoch,
  update,
  type Founded,
  type GeneratedKeyPackage,
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
  packagesFor,
  refusal,
  value,
  type World,
} from "./fixture.ts";
import "./patience.ts";

const NEXT = utf8Encode("generation two");

interface Succession {
  readonly founded: Founded;
  /** Fresh packages of everyone, by position; the founder's are the first. */
  readonly packages: readonly GeneratedKeyPackage[];
}

async function succeed(
  world: World,
  predecessor: Group,
  { suite, heirs }: { readonly suite: SuiteName; readonly heirs: readonly number[] },
): Promise<Succession> {
  const packages: GeneratedKeyPackage[] = [];
  for (const device of world.devices) packages.push(await packagesFor(world.env, device, suite));
  const keyPackages = heirs.map((index) => packages[index]?.publicPackage ?? NO_DATA);
  const [own] = packages;
  if (own === undefined) throw new Error("a world has someone in it");
  const founded = await foundSuccessor(world.env, predecessor, {
    ...own,
    groupId: NEXT,
    keyPackages,
    now: NOW,
  });
  return { founded: value(founded), packages };
}

it.each([
  [CLASSIC_SUITE, HYBRID_SUITE],
  [HYBRID_SUITE, CLASSIC_SUITE],
  [CLASSIC_SUITE, CLASSIC_SUITE],
] as const)("[M40] a conversation goes on from %s in %s, for whoever was there", async (from, to) => {
  const world = await makeWorld(from, ["ada", "ben", "cyd"]);
  const { founded, packages } = await succeed(world, groupOf(world, 0), { suite: to, heirs: [1, 2] });
  const { welcome } = founded;
  const next = adoptPending(founded.pending);
  expect(next).toMatchObject({ suite: to, groupId: NEXT, epoch: 1n });
  for (const index of [1, 2]) {
    const own = packages[index];
    if (own === undefined) throw new Error("nobody there");
    const heir = value(
      await joinByWelcome(world.env, { ...own, welcome, predecessor: groupOf(world, index) }),
    );
    expect(epochAuthenticator(heir)).toEqual(epochAuthenticator(next));
    expect(members(heir)).toHaveLength(3);
    const input = { plaintext: utf8Encode("onward"), authenticatedData: NO_DATA, padTo: 0 };
    const sent = value(await encryptMessage(world.env, heir, input));
    expect(value(await receive(world.env, next, sent.message)).kind).toBe("application");
  }
});

it("[M40] without the predecessor, or with another epoch of it, nobody joins", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
  const { founded, packages } = await succeed(world, groupOf(world, 0), {
    suite: CLASSIC_SUITE,
    heirs: [1, 2],
  });
  const { welcome } = founded;
  const [, ben] = packages;
  if (ben === undefined) throw new Error("nobody there");
  expect(refusal(await joinByWelcome(world.env, { ...ben, welcome }))).toBe("not_bound");
  const elsewhere = await makeWorld(CLASSIC_SUITE, ["ada", "ben"], "elsewhere");
  // A group of the same name and epoch, but not the same: the name fits and the secret doesn't.
  const outside = await joinByWelcome(world.env, { ...ben, welcome, predecessor: groupOf(elsewhere, 1) });
  expect(refusal(outside)).toBe("not_decryptable");
  const before = groupOf(world, 1);
  await deliverCommit(
    world,
    2,
    value(await update(world.env, groupOf(world, 2), { authenticatedData: NO_DATA })),
  );
  const later = await joinByWelcome(world.env, { ...ben, welcome, predecessor: groupOf(world, 1) });
  expect(refusal(later)).toBe("not_bound");
  expect((await joinByWelcome(world.env, { ...ben, welcome, predecessor: before })).ok).toBe(true);
  expect(
    (await joinByWelcome(world.env, { ...ben, welcome, predecessor: snapshotForEpoch(before) })).ok,
  ).toBe(true);
});

it("[M40] a welcome bound to nothing is no succession", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const other = await makeWorld(CLASSIC_SUITE, ["ada"], "unbound");
  const ben = await makeDevice(other.env, "ben", CLASSIC_SUITE);
  const input = { keyPackages: [ben.packages.publicPackage], now: NOW, authenticatedData: NO_DATA };
  const { welcome = NO_DATA } = value(await addMembers(other.env, groupOf(other, 0), input));
  const claimed = await joinByWelcome(other.env, {
    ...ben.packages,
    welcome,
    predecessor: groupOf(world, 1),
  });
  expect(refusal(claimed)).toBe("not_bound");
});

it("[M40] a snapshot of the last good epoch founds it, and an offender stays behind", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "mal"]);
  const good = [0, 1].map((index) => snapshotForEpoch(groupOf(world, index)));
  const [adas, bens] = good;
  if (adas === undefined || bens === undefined) throw new Error("nobody there");
  const { founded, packages } = await succeed(world, adas, { suite: CLASSIC_SUITE, heirs: [1] });
  const [, ben, mal] = packages;
  if (ben === undefined || mal === undefined) throw new Error("nobody there");
  const { welcome } = founded;
  expect(members(value(await joinByWelcome(world.env, { ...ben, welcome, predecessor: bens })))).toHaveLength(
    2,
  );
  const offender = await joinByWelcome(world.env, { ...mal, welcome, predecessor: groupOf(world, 2) });
  expect(refusal(offender)).toBe("not_decryptable");
});
