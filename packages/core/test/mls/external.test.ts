import { assert, utf8Encode } from "@bridle/protocol";
import {
  encode,
  mlsMessageDecoder,
  mlsMessageEncoder,
  senderTypes,
  wireformats,
  type FramedContentCommitData,
  type PublicMessage,
} from "ts-mls";
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
  receive,
  type SuiteName,
} from "../../src/mls/index.ts";
import { groupOf, makeDevice, makeWorld, NO_DATA, opened, packagesFor, refusal, value } from "./fixture.ts";
import { externalCommit } from "./hostile.ts";
import "./patience.ts";

const AAD = utf8Encode("delivery change");

describe.each([CLASSIC_SUITE, HYBRID_SUITE])("%s", (suite: SuiteName) => {
  it("[M30] a device that lost its state comes back and replaces its own leaf", async () => {
    const world = await makeWorld(suite, ["ada", "ben", "cyd"]);
    const groupInfo = exportGroupInfo(groupOf(world, 0));
    const [, ben] = world.devices;
    assert(ben !== undefined, "ben is in the world");
    const packages = await packagesFor(world.env, ben, suite);
    const joined = value(
      await joinExternal(world.env, { ...packages, groupInfo, authenticatedData: AAD, resync: true }),
    );
    const seen = value(inspectExternalCommit(joined.commit, suite));
    expect(seen.removedLeaves).toEqual([1]);
    expect(seen.epoch).toBe(groupOf(world, 0).epoch);
    expect(seen.groupId).toEqual(groupOf(world, 0).groupId);
    expect(seen.authenticatedData).toEqual(AAD);
    expect(seen.joiner.signatureKey).toEqual(ben.keys.publicKey);
    for (const index of [0, 2]) {
      const got = await opened(world, index, joined.commit);
      assert(got.kind === "commit", "an external commit is a commit");
      expect(got.external).toBe(true);
      expect(got.authenticatedData).toEqual(AAD);
      expect(got.removed.map((member) => member.leafIndex)).toEqual([1]);
      expect(got.added.map((member) => member.signatureKey)).toEqual([ben.keys.publicKey]);
      expect(got.committer.signatureKey).toEqual(ben.keys.publicKey);
      world.groups[index] = got.group;
    }
    const stale = await opened(world, 1, joined.commit);
    expect(stale).toMatchObject({ kind: "commit", selfRemoved: true, external: true });
    world.groups[1] = adoptPending(joined.pending);
    const authenticators = [0, 1, 2].map((index) => epochAuthenticator(groupOf(world, index)).join());
    expect(new Set(authenticators).size).toBe(1);
    const text = { plaintext: NO_DATA, authenticatedData: NO_DATA, padTo: 0 };
    const sent = value(await encryptMessage(world.env, groupOf(world, 1), text));
    expect((await opened(world, 2, sent.message)).kind).toBe("application");
    expect(members(groupOf(world, 0))).toHaveLength(3);
  });
});

it("[M30] who is there must say so, who isn't can't come back", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const groupInfo = exportGroupInfo(groupOf(world, 0));
  const [ada] = world.devices;
  assert(ada !== undefined, "ada is in the world");
  const stranger = await makeDevice(world.env, "cyd", CLASSIC_SUITE);
  const input = { groupInfo, authenticatedData: NO_DATA };
  const asNew = await joinExternal(world.env, { ...ada.packages, ...input, resync: false });
  expect(refusal(asNew)).toBe("duplicate_member");
  const asOld = await joinExternal(world.env, { ...stranger.packages, ...input, resync: true });
  expect(refusal(asOld)).toBe("unknown_member");
  expect((await joinExternal(world.env, { ...stranger.packages, ...input, resync: false })).ok).toBe(true);
});

it("[M31] a joiner who throws out somebody else is named, with whom they threw out", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
  const intruder = await makeDevice(world.env, "mal", CLASSIC_SUITE);
  const commit = await externalCommit(world, intruder.packages, 2);
  expect(value(inspectExternalCommit(commit, CLASSIC_SUITE)).removedLeaves).toEqual([2]);
  const got = await opened(world, 1, commit);
  expect(got).toMatchObject({
    kind: "commit",
    external: true,
    committer: { signatureKey: intruder.keys.publicKey },
    removed: [{ leafIndex: 2, signatureKey: world.devices[2]?.keys.publicKey }],
  });
});

describe("[M31] a hostile external commit is refused before MLS sees it:", () => {
  const removal = (removed: number): CommitProposal => ({
    proposalOrRefType: 1,
    proposal: { proposalType: 3, remove: { removed } },
  });
  const init: CommitProposal = {
    proposalOrRefType: 1,
    proposal: { proposalType: 6, externalInit: { kemOutput: new Uint8Array(32) } },
  };
  const cases: readonly (readonly [string, (commit: Commit) => Commit, string])[] = [
    ["two removals", (c) => ({ ...c, proposals: [...c.proposals, removal(2)] }), "not_allowed"],
    ["two inits", (c) => ({ ...c, proposals: [...c.proposals, init] }), "not_allowed"],
    ["no init", (c) => ({ ...c, proposals: c.proposals.slice(0, 1) }), "not_allowed"],
    ["nothing", (c) => ({ ...c, proposals: [] }), "not_allowed"],
    ["a reference", (c) => ({ ...c, proposals: [...c.proposals, REFERENCE] }), "not_allowed"],
    [
      "a removal outside the tree",
      (c) => ({ ...c, proposals: [removal(2 ** 31 - 1), init] }),
      "unknown_member",
    ],
    ["group extensions", (c) => ({ ...c, proposals: [...c.proposals, EXTENSIONS] }), "not_allowed"],
    ["an unknown proposal", (c) => ({ ...c, proposals: [...c.proposals, UNKNOWN] }), "not_allowed"],
    ["no path", ({ proposals }) => ({ proposals, path: undefined }), "path_missing"],
    ["other content than was signed", (c) => ({ ...c, proposals: [removal(0), init] }), "bad_signature"],
  ];
  it.each(cases)("%s", async (_name, change, kind) => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
    const commit = await comeBack(world, 1);
    const hostile = changeCommit(commit, change);
    expect(refusal(await receive(world.env, groupOf(world, 0), hostile))).toBe(kind);
    expect((await opened(world, 0, commit)).kind).toBe("commit");
  });

  it("one of another group or epoch, or with a joiner nobody believes", async () => {
    const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben", "cyd"]);
    const commit = await comeBack(world, 1);
    const other = changeMessage(commit, (content) => ({ ...content, groupId: utf8Encode("elsewhere") }));
    expect(refusal(await receive(world.env, groupOf(world, 0), other))).toBe("wrong_group");
    const later = changeMessage(commit, (content) => ({ ...content, epoch: content.epoch + 1n }));
    expect(refusal(await receive(world.env, groupOf(world, 0), later))).toBe("future_epoch");
    const doubting = { ...world.env, authenticate: () => false };
    expect(refusal(await receive(doubting, groupOf(world, 0), commit))).toBe("not_authenticated");
    const member = changeMessage(commit, (content) => ({
      ...content,
      sender: { senderType: senderTypes.new_member_proposal },
    }));
    expect(refusal(await receive(world.env, groupOf(world, 0), member))).toBe("not_allowed");
  });
});

type Commit = FramedContentCommitData["commit"];
type CommitProposal = Commit["proposals"][number];

const REFERENCE: CommitProposal = { proposalOrRefType: 2, reference: new Uint8Array(32) };
const EXTENSIONS: CommitProposal = {
  proposalOrRefType: 1,
  proposal: { proposalType: 7, groupContextExtensions: { extensions: [] } },
};
const UNKNOWN: CommitProposal = {
  proposalOrRefType: 1,
  proposal: { proposalType: 0xf00d, proposalData: NO_DATA },
};

async function comeBack(world: Awaited<ReturnType<typeof makeWorld>>, index: number): Promise<Uint8Array> {
  const device = world.devices[index];
  assert(device !== undefined, "the device is in the world");
  const groupInfo = exportGroupInfo(groupOf(world, 0));
  const input = { ...device.packages, groupInfo, authenticatedData: NO_DATA, resync: true };
  return value(await joinExternal(world.env, input)).commit;
}

function changeCommit(bytes: Uint8Array, change: (commit: Commit) => Commit): Uint8Array {
  return changeMessage(bytes, (content) => {
    assert("commit" in content, "a commit");
    return { ...content, commit: change(content.commit) };
  });
}

function changeMessage(
  bytes: Uint8Array,
  change: (content: PublicMessage["content"]) => PublicMessage["content"],
): Uint8Array {
  const [message] = mlsMessageDecoder(bytes, 0) ?? [];
  assert(message?.wireformat === wireformats.mls_public_message, "an external commit is public");
  const { publicMessage } = message;
  const changed = { ...publicMessage, content: change(publicMessage.content) };
  return encode(mlsMessageEncoder, { ...message, publicMessage: changed });
}
