import { err, ok, type Result } from "@bridle/protocol";
import {
  encode,
  generateKeyPackageWithKey,
  makeKeyPackageRef,
  privateKeyPackageDecoder,
  privateKeyPackageEncoder,
  type KeyPackage,
  type PrivateKeyPackage,
} from "ts-mls";
import type { SignatureKeyPair } from "../crypto/ed25519.ts";
import { constantTimeEqual } from "../crypto/equal.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { ciphersuiteOf } from "./ciphersuite.ts";
import type { MlsEnv } from "./env.ts";
import {
  capabilitiesFor,
  contentVersionsExtension,
  memberOfLeaf,
  toLibraryCredential,
  type Credential,
} from "./leaf.ts";
import { verifyKeyPackage, verifyLeafNodeSignatureKeyPackage } from "./library.ts";
import type { MlsRefusal } from "./refusal.ts";
import { suiteOfId, type SuiteName } from "./suites.ts";
import { decodeKeyPackage, decodeWhole, encodeKeyPackage } from "./wire.ts";

/** Seconds since 1970, both inclusive (RFC 9420 §7.2). */
export interface Lifetime {
  readonly notBefore: number;
  readonly notAfter: number;
}

export interface KeyPackageInput {
  readonly suite: SuiteName;
  readonly credential: Credential;
  readonly signatureKeyPair: SignatureKeyPair;
  readonly lifetime: Lifetime;
  /** Content grammar versions this device understands, 0 to 255. */
  readonly contentVersions?: readonly number[];
}

export interface GeneratedKeyPackage {
  /** An MLS message of the kind `mls_key_package`, for the server. */
  readonly publicPackage: Uint8Array;
  /** Secret: two HPKE keys and the signature key. Kept until its welcome came, then deleted. */
  readonly privatePackage: Uint8Array;
  /** KeyPackageRef (RFC 9420 §5.2): what a welcome names its recipients by. */
  readonly ref: Uint8Array;
}

export interface InspectedKeyPackage {
  readonly suite: SuiteName;
  readonly credential: Credential;
  readonly signatureKey: Uint8Array;
  readonly contentVersions: readonly number[];
  readonly lifetime: Lifetime;
  readonly ref: Uint8Array;
}

/** A key package: what others need to add this device to a group once (RFC 9420 §10). */
export async function generateKeyPackage(
  crypto: CryptoProvider,
  input: KeyPackageInput,
): Promise<GeneratedKeyPackage> {
  const cipherSuite = ciphersuiteOf(input.suite, crypto);
  const { signatureKeyPair, credential, lifetime } = input;
  const versions = input.contentVersions ?? [];
  const { publicPackage, privatePackage } = await generateKeyPackageWithKey({
    credential: toLibraryCredential(credential),
    capabilities: capabilitiesFor(credential),
    lifetime: { notBefore: BigInt(lifetime.notBefore), notAfter: BigInt(lifetime.notAfter) },
    // Given, because the default is random and not from our source of randomness.
    extensions: [],
    signatureKeyPair: {
      signKey: signatureKeyPair.privateKey.slice(),
      publicKey: signatureKeyPair.publicKey.slice(),
    },
    cipherSuite,
    leafNodeExtensions: versions.length > 0 ? [contentVersionsExtension(versions)] : [],
  });
  return {
    publicPackage: encodeKeyPackage(publicPackage),
    privatePackage: encode(privateKeyPackageEncoder, privatePackage),
    ref: await makeKeyPackageRef(publicPackage, cipherSuite.hash),
  };
}

/**
 * Checks a key package from outside: form, suite, both signatures, lifetime at `now` (seconds),
 * capabilities, and the caller's `authenticate`.
 */
export async function inspectKeyPackage(
  env: MlsEnv,
  bytes: Uint8Array,
  when: { readonly now: number },
): Promise<Result<InspectedKeyPackage, MlsRefusal>> {
  const read = await readKeyPackage(env, bytes, when);
  return read.ok ? ok(read.value.inspected) : read;
}

interface ReadKeyPackage {
  readonly inspected: InspectedKeyPackage;
  readonly keyPackage: KeyPackage;
}

/** As `inspectKeyPackage`, with the library's own form for the operations that use it. */
export async function readKeyPackage(
  env: MlsEnv,
  bytes: Uint8Array,
  when: { readonly now: number },
): Promise<Result<ReadKeyPackage, MlsRefusal>> {
  const decoded = decodeKeyPackage(bytes);
  if (!decoded.ok) return decoded;
  const keyPackage = decoded.value;
  const { leafNode } = keyPackage;
  const suite = suiteOfId(keyPackage.cipherSuite);
  if (suite === undefined || keyPackage.extensions.length > 0) return err({ kind: "unsupported" });
  const member = memberOfLeaf(leafNode, 0, suite);
  if (member === undefined) return err({ kind: "unsupported" });
  if (constantTimeEqual(keyPackage.initKey, leafNode.hpkePublicKey)) return err({ kind: "invalid" });
  const { signature, hash } = ciphersuiteOf(suite, env.crypto);
  const isSigned =
    (await verifyKeyPackage(keyPackage, signature)) &&
    (await verifyLeafNodeSignatureKeyPackage(leafNode, signature));
  if (!isSigned) return err({ kind: "bad_signature" });
  const { credential, signatureKey, contentVersions } = member;
  const authentic = await env.authenticate(credential, signatureKey.slice());
  if (!authentic) return err({ kind: "not_authenticated" });

  const notBefore = Number(leafNode.lifetime.notBefore);
  const notAfter = Number(leafNode.lifetime.notAfter);
  if (when.now < notBefore || when.now > notAfter) return err({ kind: "expired" });
  const ref = await makeKeyPackageRef(keyPackage, hash);
  const lifetime = { notBefore, notAfter };
  return ok({ inspected: { suite, credential, signatureKey, contentVersions, lifetime, ref }, keyPackage });
}

/** Our own key package again, from the two byte strings that `generateKeyPackage` gave. */
export function ownKeyPackage(own: OwnPackages): Result<OwnKeyPackage, MlsRefusal> {
  const keyPackage = decodeKeyPackage(own.publicPackage);
  if (!keyPackage.ok) return keyPackage;
  const privateKeys = decodeWhole(privateKeyPackageDecoder, own.privatePackage);
  if (!privateKeys.ok) return privateKeys;
  const suite = suiteOfId(keyPackage.value.cipherSuite);
  if (suite === undefined) return err({ kind: "unsupported" });
  return ok({ keyPackage: keyPackage.value, privateKeys: privateKeys.value, suite });
}

/** The two byte strings that `generateKeyPackage` gave. */
export interface OwnPackages {
  readonly publicPackage: Uint8Array;
  readonly privatePackage: Uint8Array;
}

export interface OwnKeyPackage {
  readonly keyPackage: KeyPackage;
  readonly privateKeys: PrivateKeyPackage;
  readonly suite: SuiteName;
}
