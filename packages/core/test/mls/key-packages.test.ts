import { assert, utf8Encode } from "@bridle/protocol";
import {
  encode,
  generateKeyPackageWithKey,
  mlsMessageDecoder,
  mlsMessageEncoder,
  privateKeyPackageEncoder,
  wireformats,
  type KeyPackage,
} from "ts-mls";
import { describe, expect, it } from "vitest";
import { ed25519KeyPair } from "../../src/crypto/index.ts";
import { ciphersuiteOf } from "../../src/mls/ciphersuite.ts";
import {
  generateKeyPackage,
  addMembers,
  adoptPending,
  CLASSIC_SUITE,
  createGroup,
  exportGroupInfo,
  HYBRID_SUITE,
  inspectKeyPackage,
  joinByWelcome,
  joinExternal,
  members,
  update,
  type SuiteName,
} from "../../src/mls/index.ts";
import { capabilitiesFor, contentVersionsExtension, toLibraryCredential } from "../../src/mls/leaf.ts";
import { encodeKeyPackage } from "../../src/mls/wire.ts";
import {
  deliverCommit,
  groupOf,
  LIFETIME,
  makeDevice,
  makeWorld,
  NO_DATA,
  NOW,
  opened,
  packagesFor,
  proofOf,
  refusal,
  seededEnv,
  value,
} from "./fixture.ts";
import "./patience.ts";

const env = seededEnv("key packages");

describe.each([CLASSIC_SUITE, HYBRID_SUITE])("%s", (suite: SuiteName) => {
  it("[M12] a good key package shows what is in it", async () => {
    const device = await makeDevice(env, "ada", suite);
    const { publicPackage, ref } = device.packages;
    const seen = value(await inspectKeyPackage(env, publicPackage, { now: NOW }));
    expect(seen).toEqual({
      suite,
      credential: proofOf(device),
      signatureKey: device.keys.publicKey,
      contentVersions: [1],
      lifetime: LIFETIME,
      ref,
    });
    expect(ref).toHaveLength(suite === CLASSIC_SUITE ? 32 : 48);
  });

  it("[M12] one that was changed in any byte is refused", async () => {
    const { publicPackage } = (await makeDevice(env, "ada", suite)).packages;
    for (let offset = 0; offset < publicPackage.length; offset += suite === CLASSIC_SUITE ? 2 : 19) {
      const changed = publicPackage.slice();
      changed[offset] = (changed[offset] ?? 0) ^ (1 << (offset % 8));
      expect((await inspectKeyPackage(env, changed, { now: NOW })).ok).toBe(false);
    }
    for (const length of [0, 3, 50, publicPackage.length - 1]) {
      const cut = publicPackage.subarray(0, length);
      expect(refusal(await inspectKeyPackage(env, cut, { now: NOW }))).toBe("malformed");
    }
    const longer = new Uint8Array([...publicPackage, 0]);
    expect(refusal(await inspectKeyPackage(env, longer, { now: NOW }))).toBe("malformed");
  });
});

it("[M12] refused with the reason: lifetime, belief, suite, kind, keys, capabilities", async () => {
  const device = await makeDevice(env, "ada", CLASSIC_SUITE);
  const { publicPackage } = device.packages;
  const inspect = async (bytes: Uint8Array, now = NOW): Promise<string> =>
    refusal(await inspectKeyPackage(env, bytes, { now }));
  expect(await inspect(publicPackage, LIFETIME.notAfter + 1)).toBe("expired");
  expect(await inspect(publicPackage, -1)).toBe("expired");
  const doubting = { ...env, authenticate: () => false };
  expect(refusal(await inspectKeyPackage(doubting, publicPackage, { now: NOW }))).toBe("not_authenticated");
  const broken = { ...env, authenticate: () => Promise.reject(new Error("disk")) };
  await expect(inspectKeyPackage(broken, publicPackage, { now: NOW })).rejects.toThrow("disk");

  const stranger = ed25519KeyPair(new Uint8Array(32).fill(5));
  expect(await inspect(await custom({ proof: "ada someone else" }))).toBe("not_authenticated");
  expect(await inspect(await custom({ cipherSuite: 3 }))).toBe("unsupported");
  expect(await inspect(await custom({ suites: [2, 3] }))).toBe("unsupported");
  expect(await inspect(await custom({ credentials: [1] }))).toBe("unsupported");
  expect(await inspect(await custom({ versions: [2, 1, 1] }))).toBe("unsupported");
  expect(await inspect(changed(publicPackage, (kp) => ({ ...kp, initKey: kp.leafNode.hpkePublicKey })))).toBe(
    "invalid",
  );
  const signedByOther = changed(publicPackage, (kp) => ({
    ...kp,
    leafNode: { ...kp.leafNode, signaturePublicKey: stranger.publicKey },
  }));
  expect(await inspect(signedByOther)).toBe("bad_signature");
  const grease = { extensionType: 0x0a0a, extensionData: NO_DATA };
  expect(
    await inspect(
      changed(publicPackage, (kp) => ({ ...kp, extensions: [...kp.extensions, grease as never] })),
    ),
  ).toBe("unsupported");
});

it("[M12] what inspection refuses can't be added either", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const add = async (bytes: Uint8Array, now = NOW): Promise<string> => {
    const input = { keyPackages: [bytes], now, authenticatedData: NO_DATA };
    return refusal(await addMembers(world.env, groupOf(world, 0), input));
  };
  const hybrid = await makeDevice(world.env, "cyd", HYBRID_SUITE);
  expect(await add(hybrid.packages.publicPackage)).toBe("wrong_suite");
  expect(await add(NO_DATA)).toBe("malformed");
  const device = await makeDevice(world.env, "cyd", CLASSIC_SUITE);
  expect(await add(device.packages.publicPackage, LIFETIME.notAfter + 1)).toBe("expired");
  const ben = world.devices[1];
  assert(ben !== undefined, "ben is in the world");
  expect(await add(ben.packages.publicPackage)).toBe("duplicate_member");
});

it("[M12] the caller's time counts when adding, not the machine's clock", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada"]);
  const signatureKeyPair = ed25519KeyPair(new Uint8Array(32).fill(5));
  const { publicPackage } = await generateKeyPackage(env.crypto, {
    suite: CLASSIC_SUITE,
    credential: proofOf({ name: "ben", keys: signatureKeyPair }),
    signatureKeyPair,
    lifetime: { notBefore: 1_000, notAfter: 2_000 },
  });
  const input = { keyPackages: [publicPackage], authenticatedData: NO_DATA };
  expect((await addMembers(env, groupOf(world, 0), { ...input, now: 1_500 })).ok).toBe(true);
  expect(refusal(await addMembers(env, groupOf(world, 0), { ...input, now: NOW }))).toBe("expired");
});

it("[M12] two devices with one encryption key can't be added", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada"]);
  const keyPackages: Uint8Array[] = [];
  for (const name of ["ben", "cyd"]) {
    const keys = ed25519KeyPair(new Uint8Array(32).fill(name.length + name.charCodeAt(0)));
    // The same randomness for both.
    const { publicPackage } = await packagesFor(seededEnv("same"), { name, keys }, CLASSIC_SUITE);
    keyPackages.push(publicPackage);
  }
  const input = { keyPackages, now: NOW, authenticatedData: NO_DATA };
  expect(refusal(await addMembers(env, groupOf(world, 0), input))).toBe("duplicate_member");
});

it("[M13] suites don't mix: neither welcome, nor GroupInfo, nor messages", async () => {
  const classic = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const hybrid = await makeWorld(HYBRID_SUITE, ["ada", "ben"]);
  const stranger = await makeDevice(classic.env, "cyd", HYBRID_SUITE);
  const local = await makeDevice(classic.env, "dan", CLASSIC_SUITE);
  const added = value(
    await addMembers(classic.env, groupOf(classic, 0), {
      keyPackages: [local.packages.publicPackage],
      now: NOW,
      authenticatedData: NO_DATA,
    }),
  );
  const welcome = added.welcome ?? NO_DATA;
  expect(refusal(await joinByWelcome(classic.env, { ...stranger.packages, welcome }))).toBe("wrong_suite");
  const groupInfo = exportGroupInfo(groupOf(classic, 0));
  const input = { groupInfo, authenticatedData: NO_DATA, resync: false };
  expect(refusal(await joinExternal(classic.env, { ...stranger.packages, ...input }))).toBe("wrong_suite");
  const foreign = value(await update(hybrid.env, groupOf(hybrid, 0), { authenticatedData: NO_DATA }));
  await expect(opened(classic, 1, foreign.commit)).rejects.toThrow("refused");
});

it("[M43] a device renews its credential under the same key, and others see the new one", async () => {
  const world = await makeWorld(CLASSIC_SUITE, ["ada", "ben"]);
  const [ada] = world.devices;
  assert(ada !== undefined, "ada is in the world");
  const credential = proofOf({ ...ada, name: "ada, with a longer chain" });
  const input = { authenticatedData: NO_DATA, credential, contentVersions: [2, 1, 3] };
  await deliverCommit(world, 0, value(await update(world.env, groupOf(world, 0), input)));
  for (const index of [0, 1]) {
    const [seen] = members(groupOf(world, index));
    expect(seen).toMatchObject({ credential, contentVersions: [1, 2, 3], signatureKey: ada.keys.publicKey });
  }
  const unbelieved = { kind: "bridle", proof: utf8Encode("someone else") } as const;
  const lie = value(
    await update(world.env, groupOf(world, 0), { authenticatedData: NO_DATA, credential: unbelieved }),
  );
  await expect(opened(world, 1, lie.commit)).rejects.toThrow("not_authenticated");
});

it("[M14] a founder whom nobody believes is alone", async () => {
  const device = await makeDevice(env, "ada", CLASSIC_SUITE);
  const guest = await makeDevice(env, "ben", CLASSIC_SUITE);
  const group = value(await createGroup(env, { ...device.packages, groupId: utf8Encode("g") }));
  const input = { keyPackages: [guest.packages.publicPackage], now: NOW, authenticatedData: NO_DATA };
  const added = value(await addMembers(env, group, input));
  const doubting = { ...env, authenticate: () => false };
  const joining = { ...guest.packages, welcome: added.welcome ?? NO_DATA };
  expect(refusal(await joinByWelcome(doubting, joining))).toBe("not_authenticated");
  expect(refusal(await addMembers(doubting, group, input))).toBe("not_authenticated");
  expect(adoptPending(added.pending).epoch).toBe(1n);
});

/** A key package signed properly over whatever is asked for. */
async function custom(change: {
  readonly proof?: string;
  readonly cipherSuite?: number;
  readonly suites?: number[];
  readonly credentials?: number[];
  readonly versions?: number[];
}): Promise<Uint8Array> {
  const keys = ed25519KeyPair(new Uint8Array(32).fill(4));
  const believed = proofOf({ name: "ada", keys });
  const credential = change.proof === undefined ? believed : { ...believed, proof: utf8Encode(change.proof) };
  const capabilities = capabilitiesFor(credential);
  const versions = contentVersionsExtension([1]);
  const made = await generateKeyPackageWithKey({
    credential: toLibraryCredential(credential),
    capabilities: {
      ...capabilities,
      ciphersuites: change.suites ?? capabilities.ciphersuites,
      credentials: change.credentials ?? capabilities.credentials,
    },
    lifetime: { notBefore: 0n, notAfter: BigInt(LIFETIME.notAfter) },
    extensions: [],
    signatureKeyPair: { signKey: keys.privateKey, publicKey: keys.publicKey },
    cipherSuite: { ...ciphersuiteOf(CLASSIC_SUITE, env.crypto), id: change.cipherSuite ?? 1 },
    leafNodeExtensions: [
      change.versions === undefined
        ? versions
        : { ...versions, extensionData: Uint8Array.from(change.versions) },
    ],
  });
  expect(encode(privateKeyPackageEncoder, made.privatePackage).length).toBeGreaterThan(64);
  return encodeKeyPackage(made.publicPackage);
}

function changed(bytes: Uint8Array, change: (keyPackage: KeyPackage) => KeyPackage): Uint8Array {
  const [message] = mlsMessageDecoder(bytes, 0) ?? [];
  assert(message?.wireformat === wireformats.mls_key_package, "a key package");
  return encode(mlsMessageEncoder, { ...message, keyPackage: change(message.keyPackage) });
}
