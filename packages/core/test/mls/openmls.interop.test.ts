import { concatBytes, equalBytes, utf8Encode } from "@bridle/protocol";
import { describe, expect, it } from "vitest";
import { ed25519KeyPair } from "../../src/crypto/index.ts";
import {
  addMembers,
  adoptPending,
  CLASSIC_SUITE,
  createGroup,
  encryptMessage,
  exportGroupInfo,
  generateKeyPackage,
  joinByWelcome,
  joinExternal,
  members,
  receive,
  type GeneratedKeyPackage,
  type Group,
  type MlsEnv,
} from "../../src/mls/index.ts";
import { NO_DATA, NOW_BY_CLOCK, say, seededCrypto, value } from "./fixture.ts";
import { identityOf, loadOpenMls, openMlsClient, type OpenMlsClient } from "./openmls.ts";
import { publicCommit, withoutHeader } from "./public-commit.ts";
import "./patience.ts";

const library = await loadOpenMls();
if (library === undefined) say("@wireapp/core-crypto is not here, so OpenMLS is not run against");

const GROUP = utf8Encode("group across implementations");
/** An MLS message that holds a key package begins with version and wire format. */
const KEY_PACKAGE_HEADER = Uint8Array.of(0, 1, 0, 5);

const env: MlsEnv = {
  crypto: seededCrypto("openmls"),
  authenticate: (credential) => credential.kind === "basic",
  publicHandshakes: true,
};

describe.runIf(library !== undefined)("[M61] OpenMLS, suite 1", () => {
  it("our group: they join, both talk, both commit, a single removal locks out", async () => {
    const theirs = await client(1);
    const ours = await device(2);
    let group = value(await createGroup(env, { groupId: GROUP, ...ours }));
    const added = value(
      await addMembers(env, group, {
        keyPackages: [concatBytes(KEY_PACKAGE_HEADER, await theirs.keyPackage())],
        now: NOW_BY_CLOCK,
        authenticatedData: utf8Encode("aad"),
      }),
    );
    group = adoptPending(added.pending);
    await theirs.join(added.welcome ?? NO_DATA);
    group = await talk(group, theirs);
    group = await follow(group, (await theirs.update(GROUP)).commit);
    group = await leadInClear(theirs, group, undefined);
    group = await talk(group, theirs);

    const third = await device(3);
    const bundle = await theirs.add(GROUP, [withoutHeader(third.publicPackage)]);
    group = await follow(group, bundle.commit);
    const leaf = members(group).find((member) => isIdentity(member, 3))?.leafIndex ?? -1;
    group = await leadInClear(theirs, group, leaf);
    expect(await theirs.memberCount(GROUP)).toBe(2);
    group = await talk(group, theirs);
  });

  it("their group: we join, both talk, they remove a third, we follow", async () => {
    const theirs = await client(11);
    const ours = await device(12);
    const third = await device(13);
    await theirs.create(GROUP);
    const bundle = await theirs.add(
      GROUP,
      [ours, third].map((packages) => withoutHeader(packages.publicPackage)),
    );
    const welcome = bundle.welcome ?? NO_DATA;
    let group = value(await joinByWelcome(env, { ...ours, welcome: asMessage(welcome) }));
    const other = value(await joinByWelcome(env, { ...third, welcome: asMessage(welcome) }));
    expect(members(other)).toHaveLength(3);
    group = await talk(group, theirs);
    const removal = await theirs.remove(GROUP, { device: 13n });
    const seen = value(await receive(env, other, removal.commit));
    expect(seen).toMatchObject({ kind: "commit", selfRemoved: true });
    group = await follow(group, removal.commit);
    expect(members(group)).toHaveLength(2);
    group = await leadInClear(theirs, group, undefined);
    await talk(group, theirs);
  });

  it("external commits, both ways", async () => {
    const theirs = await client(21);
    const ours = await device(22);
    const group = value(await createGroup(env, { groupId: GROUP, ...ours }));
    const entered = await theirs.joinExternal(withoutHeader(exportGroupInfo(group)));
    let joined = await follow(group, entered.commit);
    joined = await talk(joined, theirs);

    const host = await client(31);
    await host.create(GROUP);
    const { groupInfo } = await host.update(GROUP);
    const guest = await device(32);
    const come = value(
      await joinExternal(env, { ...guest, groupInfo, authenticatedData: utf8Encode("aad"), resync: false }),
    );
    expect(await host.decrypt(GROUP, come.commit)).toBeUndefined();
    let back = await talk(adoptPending(come.pending), host);

    const again = await device(32);
    const latest = (await host.update(GROUP)).groupInfo;
    const rejoin = await joinExternal(env, {
      ...again,
      groupInfo: latest,
      authenticatedData: NO_DATA,
      resync: true,
    });
    const returned = value(rejoin);
    await host.decrypt(GROUP, returned.commit);
    expect(await host.memberCount(GROUP)).toBe(2);
    back = await talk(adoptPending(returned.pending), host);
    expect(members(back)).toHaveLength(2);
  });
});

async function client(name: number): Promise<OpenMlsClient> {
  if (library === undefined) throw new Error("not here");
  return openMlsClient(library, name);
}

function device(name: number): Promise<GeneratedKeyPackage> {
  return generateKeyPackage(env.crypto, {
    suite: CLASSIC_SUITE,
    credential: { kind: "basic", identity: identityOf(name) },
    signatureKeyPair: ed25519KeyPair(new Uint8Array(32).fill(name)),
    lifetime: { notBefore: NOW_BY_CLOCK - 3600, notAfter: NOW_BY_CLOCK + 86_400 },
    contentVersions: [1, 2],
  });
}

function isIdentity(member: ReturnType<typeof members>[number], name: number): boolean {
  return member.credential.kind === "basic" && equalBytes(member.credential.identity, identityOf(name));
}

/** A message each way, and the same epoch on both sides. */
async function talk(group: Group, theirs: OpenMlsClient): Promise<Group> {
  expect(await theirs.epoch(group.groupId)).toBe(group.epoch);
  const plaintext = utf8Encode("from us");
  const sent = value(
    await encryptMessage(env, group, { plaintext, authenticatedData: utf8Encode("aad"), padTo: 256 }),
  );
  expect(await theirs.decrypt(group.groupId, sent.message)).toEqual(plaintext);
  const answer = await theirs.encrypt(group.groupId, utf8Encode("from them"));
  const got = value(await receive(env, sent.group, answer));
  if (got.kind !== "application") throw new Error("not a message");
  expect(got.plaintext).toEqual(utf8Encode("from them"));
  return got.group;
}

async function follow(group: Group, commit: Uint8Array): Promise<Group> {
  const got = value(await receive(env, group, commit));
  expect(got.kind).toBe("commit");
  return got.group;
}

/** core-crypto takes commits only in clear, so that Wire's server can read them. */
async function leadInClear(theirs: OpenMlsClient, group: Group, removed: number | undefined): Promise<Group> {
  const { next, commit } = await publicCommit(env, group, removed);
  await theirs.decrypt(group.groupId, commit);
  return next;
}

/** core-crypto hands out welcomes with or without the header of an MLS message. */
function asMessage(welcome: Uint8Array): Uint8Array {
  const isMessage = welcome[0] === 0 && welcome[1] === 1 && welcome[2] === 0 && welcome[3] === 3;
  return isMessage ? welcome : concatBytes(Uint8Array.of(0, 1, 0, 3), welcome);
}
