import { utf8Encode } from "@bridle/protocol";
import { describe, expect, it } from "vitest";
import {
  CLASSIC_SUITE,
  encryptMessage,
  epochAuthenticator,
  exportSecret,
  HYBRID_SUITE,
  members,
  removeMembers,
  update,
  verifyEvidence,
  type SuiteName,
} from "../../src/mls/index.ts";
import { deliverCommit, groupOf, makeWorld, NO_DATA, opened, value, type World } from "./fixture.ts";
import "./patience.ts";

const AAD = utf8Encode("in clear");

describe.each([CLASSIC_SUITE, HYBRID_SUITE])("%s", (suite: SuiteName) => {
  it("[M1] two devices talk, and each knows who wrote", async () => {
    const world = await makeWorld(suite, ["ada", "ben"]);
    for (const [from, to] of [
      [0, 1],
      [1, 0],
      [1, 0],
      [0, 1],
    ] as const) {
      const sent = value(
        await encryptMessage(world.env, groupOf(world, from), {
          plaintext: utf8Encode(`hello from ${from}`),
          authenticatedData: AAD,
          padTo: 512,
        }),
      );
      world.groups[from] = sent.group;
      const got = await opened(world, to, sent.message);
      if (got.kind !== "application") throw new Error("not a message");
      world.groups[to] = got.group;
      expect(new TextDecoder().decode(got.plaintext)).toBe(`hello from ${from}`);
      expect(got.authenticatedData).toEqual(AAD);
      expect(got.sender.leafIndex).toBe(from);
      expect(got.sender.signatureKey).toEqual(world.devices[from]?.keys.publicKey);
      expect(got.evidence).toEqual(sent.evidence);
      expect(verifyEvidence(got.evidence, got.sender.signatureKey)).toBe(true);
      expect(verifyEvidence(got.evidence, groupOf(world, to).groupId)).toBe(false);
    }
  });

  it("[M2] three devices stay in one epoch over updates and removals", async () => {
    const world = await makeWorld(suite, ["ada", "ben", "cyd"]);
    for (const author of [2, 0, 1]) {
      const committed = value(await update(world.env, groupOf(world, author), { authenticatedData: AAD }));
      await deliverCommit(world, author, committed);
      await expectOneEpoch(world);
    }
    const removal = value(
      await removeMembers(world.env, groupOf(world, 0), { leaves: [2], authenticatedData: NO_DATA }),
    );
    const seen = await opened(world, 2, removal.commit);
    if (seen.kind !== "commit") throw new Error("not a commit");
    expect(seen.selfRemoved).toBe(true);
    expect(seen.group.status).toBe("removed");
    world.groups[2] = undefined;
    await deliverCommit(world, 0, removal);
    await expectOneEpoch(world);
    expect(members(groupOf(world, 1)).map((member) => member.leafIndex)).toEqual([0, 1]);
  });
});

async function expectOneEpoch(world: World): Promise<void> {
  const use = { label: "test", context: AAD, length: 32 };
  const present = world.groups.filter((group) => group !== undefined);
  const secrets = await Promise.all(present.map((group) => exportSecret(world.env.crypto, group, use)));
  expect(new Set(present.map((group) => epochAuthenticator(group).join())).size).toBe(1);
  expect(new Set(secrets.map((secret) => secret.join())).size).toBe(1);
}
