import type { RequestOf } from "@bridle/protocol";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../src/adapters/memory/store.ts";
import { bytes, change, createIdentity, SigningKey, type Identity } from "./wire.ts";
import { conversationId, createRequest, found, grantId, TestDevice, World, type Wire } from "./world.ts";

const day = 24 * 60 * 60 * 1000;

const registration = (identity: Identity) => ({
  genesis: identity.genesis,
  introductionKey: identity.introductionKey,
  handle: undefined,
  registrationCode: undefined,
});

/** Appends a root statement to a person's chain of one statement. */
function byRoot(world: World, person: TestDevice, operations: Parameters<typeof change>[2]) {
  const { root, genesis } = person.identity;
  const statement = change(
    { key: root },
    { previous: genesis, position: 1, atMs: world.clock.nowMs() },
    operations,
  );
  return { accountId: person.accountId, position: 1, statement };
}

const added = (key: SigningKey, activeAfterMs = 0) =>
  ({ kind: "add", device: { signatureKey: key.publicKey }, activeAfterMs }) as const;

describe("registration", () => {
  test("[S10] a genesis with a bad signature or another introduction key is refused", () => {
    const world = new World();
    const wire = world.connect();
    const identity = createIdentity();
    const broken = identity.genesis.with(5, identity.genesis[5]! ^ 1);
    expect(wire.outcome("account.register", { ...registration(identity), genesis: broken })).toBe(
      "bad_chain",
    );
    const other = { ...registration(identity), introductionKey: bytes(1216) };
    expect(wire.outcome("account.register", other)).toBe("introduction_key_mismatch");
    expect(wire.outcome("account.register", registration(identity))).toBe("reply");
  });

  test("[S10] the same genesis again is answered alike and changes nothing", () => {
    const world = new World();
    const ann = world.person();
    ann.wire.reply("blob.put", { version: 1, sealed: bytes(10) });
    expect(world.connect().outcome("account.register", registration(ann.identity))).toBe("reply");
    expect(ann.wire.reply("blob.get", {}).version).toBe(1);
  });

  test("[S11] a code is needed, works for its uses, however it is typed, and expires", () => {
    const world = new World({ settings: { registration: "code" } });
    const register = (registrationCode?: string, genesis?: Uint8Array) => {
      const wire = world.connect();
      const identity = createIdentity();
      const request = { ...registration(identity), registrationCode };
      return wire.outcome("account.register", genesis === undefined ? request : { ...request, genesis });
    };
    const { code } = world.core.createRegistrationCode({ uses: 2, lifetimeMs: day });
    expect(register()).toBe("registration_code_required");
    expect(register("AAAA-BBBB-CCCC-DDDD")).toBe("registration_code_invalid");
    expect(register(code, bytes(100))).toBe("bad_chain");
    expect(register(` ${code.toLowerCase().replaceAll("-", "  ")} `)).toBe("reply");
    expect(register(code)).toBe("reply");
    expect(register(code)).toBe("registration_code_invalid");
    const late = world.core.createRegistrationCode({ uses: 5, lifetimeMs: day });
    world.clock.skip(day);
    expect(register(late.code)).toBe("registration_code_invalid");
  });

  test("[S11] a taken handle uses up no code", () => {
    const world = new World({ settings: { registration: "code" } });
    const wire = world.connect();
    const { code } = world.core.createRegistrationCode({ uses: 2, lifetimeMs: day });
    const register = (handle: string) =>
      wire.outcome("account.register", { ...registration(createIdentity()), handle, registrationCode: code });
    expect(register("ann")).toBe("reply");
    expect(register("ann")).toBe("handle_taken");
    expect(register("ben")).toBe("reply");
    expect(register("cat")).toBe("registration_code_invalid");
  });
});

describe("chains", () => {
  test("[S18] a chain grows at the position that the sender expects, once", () => {
    const world = new World();
    const ann = world.person();
    const wire = world.connect();
    const request = byRoot(world, ann, [added(new SigningKey())]);
    expect(wire.outcome("chain.append", { ...request, position: 2 })).toBe("chain_conflict");
    expect(wire.outcome("chain.append", request)).toBe("reply");
    expect(wire.outcome("chain.append", request)).toBe("reply");
    expect(wire.outcome("chain.append", byRoot(world, ann, [added(new SigningKey())]))).toBe(
      "chain_conflict",
    );
    expect(
      ann.wire.reply("chain.get", { accountId: ann.accountId, permission: undefined }).chain,
    ).toHaveLength(2);
  });

  test("[S18] nobody ages a new device by dating its statement ahead", () => {
    const world = new World();
    const ann = world.person();
    const second = new SigningKey();
    const append = (request: RequestOf<"chain.append">) => world.connect().outcome("chain.append", request);
    const { device, genesis, accountId } = ann.identity;
    const atMs = world.clock.nowMs();
    const byDevice = change(
      { key: device, signer: device.deviceId },
      { previous: genesis, position: 1, atMs },
      [added(second)],
    );
    expect(append({ accountId, position: 1, statement: byDevice })).toBe("reply");
    const third = (dated: number) => ({
      accountId,
      position: 2,
      statement: change(
        { key: second, signer: second.deviceId },
        { previous: byDevice, position: 2, atMs: dated },
        [added(new SigningKey())],
      ),
    });
    expect(append(third(atMs))).toBe("bad_chain");
    expect(append(third(atMs + 2 * day))).toBe("bad_chain");
    world.clock.skip(day + 60_000);
    expect(append(third(world.clock.nowMs()))).toBe("reply");
  });

  test("[S14] a removed device loses session, token, mail, key packages and its places in lists", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    const { token } = ben.wire.reply("session.open", ben.openRequest(ben.wire));
    ben.wire.reply("keyPackage.publish", { packages: [bytes(9)], lastResort: bytes(9) });
    const newcomer = new TestDevice(world, ben.identity, new SigningKey());
    const replace = [{ kind: "remove", deviceId: ben.key.deviceId }, added(newcomer.key)] as const;
    expect(world.connect().outcome("chain.append", byRoot(world, ben, replace))).toBe("reply");
    expect(ben.wire.peer.frames.at(-1)).toMatchObject({ kind: "goAway", reason: "revoked" });
    expect(ben.wire.peer.isClosed).toBe(true);
    expect(world.connect().outcome("session.resume", { token, sealedCount: 0 })).toBe("token_expired");
    const wire = world.connect();
    expect(wire.outcome("session.open", ben.openRequest(wire))).toBe("unknown_device");
    ann.send({ conversationId: id, epoch: 1 });
    const permission = newcomer.open().permit(ann.accountId);
    const fetch = { accountId: ben.accountId, permission };
    expect(ann.wire.outcome("keyPackage.fetch", fetch)).toBe("no_key_packages");
    expect(newcomer.mail()).toEqual([]);
    expect(
      newcomer.wire.outcome("conversation.send", newcomer.sendRequest({ conversationId: id, epoch: 1 })),
    ).toBe("not_a_member");
  });

  test("[S14] a device waits until it is active", () => {
    const world = new World();
    const ann = world.person();
    const later = new TestDevice(world, ann.identity, new SigningKey());
    const activeAfterMs = world.clock.nowMs() + day;
    world.connect().reply("chain.append", byRoot(world, ann, [added(later.key, activeAfterMs)]));
    const wire = world.connect();
    expect(wire.outcome("session.open", later.openRequest(wire))).toBe("not_yet_active");
    world.clock.skip(day);
    expect(later.open().wire.outcome("keyPackage.count", {})).toBe("reply");
  });
});

describe("blob and restore", () => {
  test("[S29] a blob goes only on top of the version before it", () => {
    const world = new World();
    const ann = world.person();
    expect(ann.wire.reply("blob.get", {})).toEqual({ version: 0, sealed: undefined });
    expect(ann.wire.outcome("blob.put", { version: 2, sealed: bytes(5) })).toBe("blob_conflict");
    const sealed = bytes(5);
    expect(ann.wire.outcome("blob.put", { version: 1, sealed })).toBe("reply");
    expect(ann.wire.outcome("blob.put", { version: 1, sealed })).toBe("blob_conflict");
    expect(ann.wire.reply("blob.get", {})).toEqual({ version: 1, sealed });
  });

  test("[S29] the root key finds its account, also after it was changed", () => {
    const world = new World();
    const ann = world.person();
    const wire = world.connect();
    const find = (key: SigningKey, signer = key) =>
      wire.call("account.find", {
        rootKey: key.publicKey,
        proof: wire.proof({ purpose: "find", rootKey: key.publicKey }, signer),
      });
    const { root, genesis, accountId } = ann.identity;
    expect(find(root)).toMatchObject({ reply: { accountId, blobVersion: 0, chain: [genesis] } });
    expect(find(root, new SigningKey())).toMatchObject({ outcome: "bad_proof" });
    expect(find(new SigningKey())).toMatchObject({ outcome: "unknown_account" });
    const next = new SigningKey();
    wire.reply("chain.append", byRoot(world, ann, [{ kind: "rotateRoot", rootKey: next.publicKey }]));
    expect(find(root)).toMatchObject({ outcome: "unknown_account" });
    expect(find(next)).toMatchObject({ reply: { accountId } });
  });
});

describe("deletion", () => {
  test("[S19] a deleted account is gone and its id stays spent", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    const id = found(ann, ben);
    ben.wire.reply("handle.set", { handle: "ben" });
    ben.wire.reply("invite.put", {
      inviteId: grantId(),
      kind: "contact",
      claimHash: bytes(32),
      expiresAtMs: undefined,
    });
    const permission = ben.permit(ann.accountId);
    expect(ben.wire.outcome("account.delete", {})).toBe("reply");
    expect(ben.wire.peer.isClosed).toBe(true);
    expect(ann.send({ conversationId: id, epoch: 1 }).kind).toBe("reply");
    expect(ann.wire.outcome("keyPackage.fetch", { accountId: ben.accountId, permission })).toBe("no_grant");
    expect(ann.wire.outcome("chain.get", { accountId: ben.accountId, permission: undefined })).toBe(
      "unknown_account",
    );
    expect(ann.wire.outcome("handle.set", { handle: "ben" })).toBe("handle_taken");
    const wire = world.connect();
    expect(wire.outcome("session.open", ben.openRequest(wire))).toBe("bad_proof");
    const { root } = ben.identity;
    const find = {
      rootKey: root.publicKey,
      proof: wire.proof({ purpose: "find", rootKey: root.publicKey }, root),
    };
    expect(wire.outcome("account.find", find)).toBe("unknown_account");
    expect(wire.outcome("account.register", registration(ben.identity))).toBe("bad_chain");
  });

  test("[S19] calls that follow the deletion in the same batch find nobody", () => {
    const world = new World({ store: createMemoryStore() });
    const ann = world.person();
    const { row } = world.store.accounts.find(ann.accountId)!;
    const gone = ann.wire.start("account.delete", {});
    const put = ann.wire.start("grant.put", { grantId: grantId(), holderHash: bytes(32) });
    const get = ann.wire.start("blob.get", {});
    world.run();
    // The connection is closed behind the first answer.
    expect([gone()?.kind, put(), get()]).toEqual(["reply", undefined, undefined]);
    expect(world.isBroken).toBe(false);
    expect(world.store.consents.grantCount(row)).toBe(0);
  });
});

describe("what isn't told", () => {
  const ask = (wire: Wire, person: TestDevice) => {
    const proof = { nonce: wire.reply("session.challenge", {}).nonce, signature: bytes(64) };
    const { accountId, deviceId } = person.address;
    const key = new SigningKey();
    const statement = change({ key }, { previous: person.identity.genesis, position: 1, atMs: 0 }, [
      added(key),
    ]);
    return {
      open: wire.outcome("session.open", { accountId, deviceId, proof, sealedCount: 0, build: "" }),
      append: [1, 7].map((position) => wire.outcome("chain.append", { accountId, position, statement })),
    };
  };

  test("[S12] strangers learn nothing about who has an account", () => {
    const world = new World();
    const [ann, eve] = [world.person(), world.person()];
    const identity = createIdentity();
    const nobody = new TestDevice(world, identity, identity.device);
    const permission = { grantId: grantId(), accessKey: bytes(32) };
    const [known, unknown] = [ann, nobody].map((person) => {
      const { accountId } = person;
      const wire = world.connect();
      const [request] = [createRequest(eve, conversationId(), [])];
      const member = {
        accountId,
        permission,
        devices: [person.key.deviceId],
        invitation: { grantId: permission.grantId, nonce: bytes(12), sealed: bytes(9) },
      };
      return {
        ...ask(wire, person),
        chain: eve.wire.outcome("chain.get", { accountId, permission: undefined }),
        chainByGrant: eve.wire.outcome("chain.get", { accountId, permission }),
        packages: eve.wire.outcome("keyPackage.fetch", { accountId, permission }),
        claim: eve.wire.outcome("invite.claim", {
          accountId,
          inviteId: permission.grantId,
          accessKey: permission.accessKey,
        }),
        create: eve.wire.outcome("conversation.create", { ...request, members: [member] }),
        block: eve.wire.outcome("block.put", { accountId }),
      };
    });
    expect(known).toEqual(unknown);
    expect(known).toMatchObject({
      open: "bad_proof",
      append: ["bad_chain", "bad_chain"],
      chain: "unknown_account",
    });
  });

  test("[S12] whoever holds a grant sees the chain of who gave it, and nobody else's", () => {
    const world = new World();
    const [ann, ben, eve] = [world.person(), world.person(), world.person()];
    const permission = ben.permit(ann.accountId);
    const { accountId } = ben;
    expect(ann.wire.reply("chain.get", { accountId, permission }).chain).toEqual([ben.identity.genesis]);
    expect(ann.wire.outcome("chain.get", { accountId: eve.accountId, permission })).toBe("unknown_account");
    expect(eve.wire.outcome("chain.get", { accountId, permission })).toBe("unknown_account");
  });

  test("[S12] whoever shares a conversation sees the chain", () => {
    const world = new World();
    const [ann, ben] = [world.person(), world.person()];
    expect(ann.wire.outcome("chain.get", { accountId: ben.accountId, permission: undefined })).toBe(
      "unknown_account",
    );
    found(ann, ben);
    expect(ann.wire.reply("chain.get", { accountId: ben.accountId, permission: undefined }).chain).toEqual([
      ben.identity.genesis,
    ]);
  });
});
