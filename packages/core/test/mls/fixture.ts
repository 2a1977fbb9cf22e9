import { assert, toHex, utf8Encode, type Result } from "@bridle/protocol";
import {
  createCrypto,
  ed25519KeyPair,
  hkdfSha256,
  type CryptoProvider,
  type SignatureKeyPair,
} from "../../src/crypto/index.ts";
import {
  addMembers,
  adoptPending,
  createGroup,
  generateKeyPackage,
  joinByWelcome,
  receive,
  type Committed,
  type GeneratedKeyPackage,
  type Group,
  type MlsEnv,
  type Received,
  type SuiteName,
} from "../../src/mls/index.ts";

export const NOW = 1_700_000_000;
export const LIFETIME = { notBefore: 0, notAfter: 4_000_000_000 };
/** For what looks at the wall clock itself. */
export const NOW_BY_CLOCK = Math.floor(Date.now() / 1000);
export const NO_DATA = new Uint8Array();

/** A plain line beside the test report. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Randomness that repeats: HKDF of the seed and a counter. */
export function seededCrypto(seed: string): CryptoProvider {
  let counter = 0;
  return createCrypto({
    subtle: globalThis.crypto.subtle,
    randomBytes(length) {
      counter += 1;
      return hkdfSha256({ ikm: utf8Encode(seed), info: utf8Encode(String(counter)), length });
    },
  });
}

/** Believes credentials whose bytes name their own signature key. */
export function seededEnv(seed: string): MlsEnv {
  return {
    crypto: seededCrypto(seed),
    authenticate: (credential, signatureKey) =>
      credential.kind === "bridle" &&
      new TextDecoder().decode(credential.proof).endsWith(toHex(signatureKey)),
  };
}

export interface Device {
  readonly name: string;
  readonly keys: SignatureKeyPair;
  readonly packages: GeneratedKeyPackage;
}

export async function makeDevice(env: MlsEnv, name: string, suite: SuiteName): Promise<Device> {
  const keys = ed25519KeyPair(env.crypto.randomBytes(32));
  return { name, keys, packages: await packagesFor(env, { name, keys }, suite) };
}

export function packagesFor(
  env: MlsEnv,
  device: { readonly name: string; readonly keys: SignatureKeyPair },
  suite: SuiteName,
): Promise<GeneratedKeyPackage> {
  return generateKeyPackage(env.crypto, {
    suite,
    credential: proofOf(device),
    signatureKeyPair: device.keys,
    lifetime: LIFETIME,
    contentVersions: [1],
  });
}

export function proofOf(device: { readonly name: string; readonly keys: SignatureKeyPair }): {
  readonly kind: "bridle";
  readonly proof: Uint8Array;
} {
  return { kind: "bridle", proof: utf8Encode(`${device.name} ${toHex(device.keys.publicKey)}`) };
}

export function value<T>(result: Result<T, { readonly kind: string }>): T {
  if (!result.ok) throw new Error(`refused: ${result.error.kind}`);
  return result.value;
}

export function refusal(result: Result<unknown, { readonly kind: string }>): string {
  assert(!result.ok, "expected a refusal");
  return result.error.kind;
}

/** Everyone's state of one group, by position; `undefined` for whoever is out. */
export interface World {
  readonly env: MlsEnv;
  readonly suite: SuiteName;
  readonly devices: Device[];
  readonly groups: (Group | undefined)[];
}

export async function makeWorld(suite: SuiteName, names: readonly string[], seed = "world"): Promise<World> {
  const env = seededEnv(seed);
  const devices: Device[] = [];
  for (const name of names) devices.push(await makeDevice(env, name, suite));
  const [founder, ...others] = devices;
  assert(founder !== undefined, "a world has someone in it");
  const groupId = utf8Encode("group of the test");
  const founded = value(await createGroup(env, { groupId, ...founder.packages }));
  const world: World = { env, suite, devices, groups: [founded] };
  if (others.length > 0) {
    const keyPackages = others.map((device) => device.packages.publicPackage);
    const added = value(
      await addMembers(env, founded, { keyPackages, now: NOW, authenticatedData: NO_DATA }),
    );
    world.groups[0] = adoptPending(added.pending);
    for (const [index, device] of others.entries()) {
      world.groups[index + 1] = value(
        await joinByWelcome(env, { ...device.packages, welcome: added.welcome ?? NO_DATA }),
      );
    }
  }
  return world;
}

export function groupOf(world: World, index: number): Group {
  const group = world.groups[index];
  assert(group !== undefined, "that device is in the group");
  return group;
}

/** Delivers a commit to everyone but its author, who adopts it. */
export async function deliverCommit(world: World, author: number, committed: Committed): Promise<void> {
  for (const [index, group] of world.groups.entries()) {
    if (group === undefined || index === author) continue;
    world.groups[index] = (await opened(world, index, committed.commit)).group;
  }
  world.groups[author] = adoptPending(committed.pending);
}

export async function opened(world: World, index: number, bytes: Uint8Array): Promise<Received> {
  return value(await receive(world.env, groupOf(world, index), bytes));
}
