import { limits } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { bytes, sha256 } from "./wire.ts";
import { conversationId, createRequest, grantId, messageId, World, type TestDevice } from "./world.ts";

const day = 24 * 60 * 60 * 1000;

function putInvite(owner: TestDevice, kind: "contact" | "public", expiresAtMs?: number) {
  const accessKey = bytes(32);
  const inviteId = grantId();
  owner.wire.reply("invite.put", { inviteId, kind, claimHash: sha256(accessKey), expiresAtMs });
  return { accountId: owner.accountId, inviteId, accessKey };
}

const grantOf = (invite: ReturnType<typeof putInvite>) => ({
  accountId: invite.accountId,
  permission: { grantId: invite.inviteId, accessKey: invite.accessKey },
});

describe("grants", () => {
  test("[S20] key packages open to the grant's holder, in its own session only", () => {
    const world = new World();
    const [ann, ben, eve] = [world.person(), world.person(), world.person()];
    const keyPackage = bytes(50);
    ben.wire.reply("keyPackage.publish", { packages: [keyPackage], lastResort: bytes(50) });
    const fetch = { accountId: ben.accountId, permission: ben.permit(ann.accountId) };
    expect(eve.wire.outcome("keyPackage.fetch", fetch)).toBe("no_grant");
    const wrongKey = { ...fetch.permission, accessKey: bytes(32) };
    expect(ann.wire.outcome("keyPackage.fetch", { ...fetch, permission: wrongKey })).toBe("no_grant");
    expect(ann.wire.reply("keyPackage.fetch", fetch)).toEqual({
      chain: [ben.identity.genesis],
      devices: [{ deviceId: ben.key.deviceId, keyPackage }],
    });
    ben.wire.reply("grant.delete", { grantId: fetch.permission.grantId });
    expect(ann.wire.outcome("keyPackage.fetch", fetch)).toBe("no_grant");
  });

  test("[S21] one member without a grant, and nothing is founded", () => {
    const world = new World();
    const [ann, ben, cat] = [world.person(), world.person(), world.person()];
    const request = createRequest(ann, conversationId(), [ben, cat]);
    const [first, second] = request.members;
    const stolen = { ...second!, permission: first!.permission };
    expect(ann.wire.outcome("conversation.create", { ...request, members: [first!, stolen] })).toBe(
      "no_grant",
    );
    expect(ben.mail()).toEqual([]);
    const twice = { ...request, members: [first!, first!] };
    expect(ann.wire.refusal("conversation.create", twice)).toBe("malformed");
    expect(ann.wire.outcome("conversation.create", request)).toBe("reply");
  });

  test("[S20] there is room for so many grants and no more", () => {
    const world = new World({ settings: { grantsMax: 2, blocksMax: 1, invitesMax: 1 } });
    const [ann, ben] = [world.person(), world.person()];
    const first = ann.permit(ben.accountId);
    ann.permit(ben.accountId);
    const put = (id: typeof first.grantId) =>
      ann.wire.outcome("grant.put", { grantId: id, holderHash: bytes(32) });
    expect([put(grantId()), put(first.grantId)]).toEqual(["too_many_grants", "reply"]);
    expect(ann.wire.outcome("block.put", { accountId: ben.accountId })).toBe("reply");
    expect(ann.wire.outcome("block.put", { accountId: ben.accountId })).toBe("reply");
    expect(ann.wire.outcome("block.put", { accountId: ann.accountId })).toBe("too_many_blocks");
    putInvite(ann, "contact");
    const invite = {
      inviteId: grantId(),
      kind: "public",
      claimHash: bytes(32),
      expiresAtMs: undefined,
    } as const;
    expect(ann.wire.outcome("invite.put", invite)).toBe("too_many_invites");
  });
});

describe("invites", () => {
  test("[S22] the first to claim a contact invite has the grant; it may claim again, others may not", () => {
    const world = new World();
    const [ann, ben, eve] = [world.person(), world.person(), world.person()];
    ann.wire.reply("keyPackage.publish", { packages: [], lastResort: bytes(9) });
    const invite = putInvite(ann, "contact");
    const claim = ben.wire.reply("invite.claim", invite);
    expect(claim).toEqual({
      kind: "contact",
      genesis: ann.identity.genesis,
      introductionKey: ann.identity.introductionKey,
    });
    expect(ben.wire.reply("invite.claim", invite)).toEqual(claim);
    expect(eve.wire.outcome("invite.claim", invite)).toBe("invite_not_usable");
    expect(ben.wire.outcome("keyPackage.fetch", grantOf(invite))).toBe("reply");
    expect(eve.wire.outcome("keyPackage.fetch", grantOf(invite))).toBe("no_grant");
  });

  test("[S22] two who claim at the same moment: one gets it", () => {
    const world = new World();
    const [ann, ben, eve] = [world.person(), world.person(), world.person()];
    const invite = putInvite(ann, "contact");
    const claims = [eve, ben].map((person) => person.wire.start("invite.claim", invite));
    world.run();
    expect(claims.map((claim) => claim()?.kind)).toEqual(["reply", "outcome"]);
  });

  test("[S22] unknown, expired, deleted, own and blocked invites are one outcome", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const claim = (person: TestDevice, invite: ReturnType<typeof putInvite>) =>
      person.wire.outcome("invite.claim", invite);
    const unusable = "invite_not_usable";
    const invite = putInvite(ann, "contact");
    expect(claim(ann, invite)).toBe(unusable);
    expect(claim(ben, { ...invite, inviteId: grantId() })).toBe(unusable);
    expect(claim(ben, { ...invite, accessKey: bytes(32) })).toBe(unusable);
    const short = putInvite(ann, "contact", world.clock.nowMs() + 1000);
    const long = putInvite(ann, "contact", world.clock.nowMs() + 1000 * day);
    world.clock.advance(2000);
    expect(claim(ben, short)).toBe(unusable);
    world.clock.skip(31 * day);
    const again = [ann, ben].map((person) => person.open());
    expect(again).toHaveLength(2);
    expect(claim(ben, long)).toBe(unusable);
    const deleted = putInvite(ann, "contact");
    ann.wire.reply("invite.delete", { inviteId: deleted.inviteId });
    expect(claim(ben, deleted)).toBe(unusable);
    const blocked = putInvite(ann, "contact");
    ann.wire.reply("block.put", { accountId: ben.accountId });
    expect(claim(ben, blocked)).toBe(unusable);
    ann.wire.reply("block.delete", { accountId: ben.accountId });
    expect(claim(ben, blocked)).toBe("reply");
  });

  test("[S22] an id that is taken by an invite or a grant can't be used for another", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const { inviteId, accessKey, accountId } = putInvite(ann, "contact");
    const put = (claimHash: Uint8Array) =>
      ann.wire.outcome("invite.put", { inviteId, kind: "contact", claimHash, expiresAtMs: undefined });
    expect([put(sha256(accessKey)), put(bytes(32))]).toEqual(["reply", "invite_exists"]);
    ben.wire.reply("invite.claim", { accountId, inviteId, accessKey });
    expect(put(sha256(accessKey))).toBe("invite_exists");
  });

  test("[S23] a public invite shows whom it leads to, for anyone, and permits nothing", () => {
    const world = new World();
    const [ann, ben, cat] = [world.person(), world.person(), world.person()];
    ann.wire.reply("keyPackage.publish", { packages: [], lastResort: bytes(9) });
    const invite = putInvite(ann, "public");
    for (const person of [ben, cat, ben]) {
      expect(person.wire.reply("invite.claim", invite)).toMatchObject({ kind: "public" });
      expect(person.wire.outcome("keyPackage.fetch", grantOf(invite))).toBe("no_grant");
    }
  });
});

describe("key packages", () => {
  test("[S28] each is given out once, then the last resort, and there is room for so many", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const { keyPackagesPerCall: perCall, keyPackagesPerDevice: most } = limits;
    const packages = Array.from({ length: most }, () => bytes(20));
    const lastResort = bytes(20);
    for (let at = 0; at < most; at += perCall) {
      ben.wire.reply("keyPackage.publish", { packages: packages.slice(at, at + perCall), lastResort });
    }
    const more = { packages: [bytes(20)], lastResort: undefined };
    expect(ben.wire.outcome("keyPackage.publish", more)).toBe("too_many_key_packages");
    const fetch = { accountId: ben.accountId, permission: ben.permit(ann.accountId) };
    const got = () => ann.wire.reply("keyPackage.fetch", fetch).devices[0]?.keyPackage;
    expect([got(), got()]).toEqual([packages[0], packages[1]]);
    expect(ben.wire.reply("keyPackage.count", {})).toEqual({ count: most - 2, lastResort: true });
    const empty = world.person();
    const permission = empty.permit(ann.accountId);
    const none = { accountId: empty.accountId, permission };
    expect(ann.wire.outcome("keyPackage.fetch", none)).toBe("no_key_packages");
    empty.wire.reply("keyPackage.publish", { packages: [], lastResort });
    const last = [1, 2].map(() => ann.wire.reply("keyPackage.fetch", none).devices[0]?.keyPackage);
    expect(last).toEqual([lastResort, lastResort]);
  });
});

describe("blocks", () => {
  test("[S27] what is stored of a block names nobody", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const tags: string[] = [];
    const isBlocked = world.store.consents.isBlocked.bind(world.store.consents);
    const { consents } = world.store;
    const putBlock = consents.putBlock.bind(consents);
    consents.putBlock = (account, tag) => {
      tags.push(Buffer.from(tag).toString("hex"));
      putBlock(account, tag);
    };
    ann.wire.reply("block.put", { accountId: ben.accountId });
    expect(tags).toHaveLength(1);
    expect(ben.accountId).not.toContain(tags[0]!.slice(0, 16));
    expect(
      isBlocked(ann.wire.world.store.accounts.find(ann.accountId)!.row, Buffer.from(tags[0]!, "hex")),
    ).toBe(true);
    expect(messageId()).not.toBe(messageId());
  });
});
