import { describe, expect, it } from "vitest";
import {
  adoptPending,
  CLASSIC_SUITE,
  encryptMessage,
  epochAuthenticator,
  exportGroupInfo,
  HYBRID_SUITE,
  inspectExternalCommit,
  joinExternal,
  members,
  type SuiteName,
} from "../../src/mls/index.ts";
import { groupOf, makeWorld, NO_DATA, opened, packagesFor, value } from "./fixture.ts";

describe.each([CLASSIC_SUITE, HYBRID_SUITE])("%s", (suite: SuiteName) => {
  it("[M30] a device that lost its state comes back and replaces its own leaf", async () => {
    const world = await makeWorld(suite, ["ada", "ben", "cyd"]);
    const groupInfo = exportGroupInfo(groupOf(world, 0));
    const [, ben] = world.devices;
    if (ben === undefined) throw new Error("no ben");
    const packages = await packagesFor(world.env, ben, suite);
    const joined = value(
      await joinExternal(world.env, { ...packages, groupInfo, authenticatedData: NO_DATA, resync: true }),
    );
    const seen = value(inspectExternalCommit(joined.commit, suite));
    expect(seen.removedLeaves).toEqual([1]);
    expect(seen.joiner.signatureKey).toEqual(ben.keys.publicKey);
    for (const index of [0, 2]) {
      const got = await opened(world, index, joined.commit);
      if (got.kind !== "commit") throw new Error("not a commit");
      expect(got.external).toBe(true);
      expect(got.removed.map((member) => member.leafIndex)).toEqual([1]);
      expect(got.added.map((member) => member.signatureKey)).toEqual([ben.keys.publicKey]);
      world.groups[index] = got.group;
    }
    world.groups[1] = adoptPending(joined.pending);
    const authenticators = [0, 1, 2].map((index) => epochAuthenticator(groupOf(world, index)).join());
    expect(new Set(authenticators).size).toBe(1);
    const sent = value(
      await encryptMessage(world.env, groupOf(world, 1), {
        plaintext: NO_DATA,
        authenticatedData: NO_DATA,
        padTo: 0,
      }),
    );
    expect((await opened(world, 2, sent.message)).kind).toBe("application");
    expect(members(groupOf(world, 0))).toHaveLength(3);
  });
});
