import {
  defaultCredentialTypes,
  protocolVersions,
  makeCustomExtension,
  type CustomExtension,
  type LeafNodeExtension,
  type Capabilities,
  type Credential as LibraryCredential,
  type LeafNode,
} from "ts-mls";
import type { SuiteName } from "./suites.ts";
import { SUITES } from "./suites.ts";

/** Private-use numbers of RFC 9420 §17; once sent they are never reused for something else. */
export const BRIDLE_CREDENTIAL = 0xf2b1;
export const CONTENT_VERSIONS_EXTENSION = 0xf2b2;

/** Who a leaf says it is. Only `authenticate` decides whether that is so. */
export type Credential =
  /** The proof from an account's device chain, opaque to MLS. */
  | { readonly kind: "bridle"; readonly proof: Uint8Array }
  /** RFC 9420 §5.3, for tests against other implementations. */
  | { readonly kind: "basic"; readonly identity: Uint8Array };

export interface Member {
  readonly leafIndex: number;
  readonly credential: Credential;
  /** Ed25519, 32 bytes; the key of the device. */
  readonly signatureKey: Uint8Array;
  /** Content grammar versions that this device understands, ascending. */
  readonly contentVersions: readonly number[];
}

export function toLibraryCredential(credential: Credential): LibraryCredential {
  return credential.kind === "bridle"
    ? { credentialType: BRIDLE_CREDENTIAL, data: credential.proof.slice() }
    : { credentialType: defaultCredentialTypes.basic, identity: credential.identity.slice() };
}

/** `undefined` for kinds that Bridle doesn't speak, e.g. X.509. */
export function fromLibraryCredential(credential: LibraryCredential): Credential | undefined {
  if (credential.credentialType === defaultCredentialTypes.basic && "identity" in credential) {
    return { kind: "basic", identity: credential.identity.slice() };
  }
  if (credential.credentialType === BRIDLE_CREDENTIAL && "data" in credential) {
    return { kind: "bridle", proof: credential.data.slice() };
  }
  return undefined;
}

/** What our own leaves announce. A group's members share one kind of credential. */
export function capabilitiesFor(credential: Credential): Capabilities {
  return {
    versions: [protocolVersions.mls10],
    ciphersuites: Object.values(SUITES).map(({ id }) => id),
    extensions: [CONTENT_VERSIONS_EXTENSION],
    proposals: [],
    credentials:
      credential.kind === "bridle"
        ? [BRIDLE_CREDENTIAL]
        : [defaultCredentialTypes.basic, defaultCredentialTypes.x509],
  };
}

/** One byte a version, ascending. */
export function contentVersionsExtension(versions: readonly number[]): CustomExtension {
  const sorted = versions.toSorted((a, b) => a - b);
  return makeCustomExtension({
    extensionType: CONTENT_VERSIONS_EXTENSION,
    extensionData: Uint8Array.from(sorted),
  });
}

/** Empty for leaves that carry none (other implementations); `undefined` when malformed. */
function contentVersionsOf(extensions: readonly LeafNodeExtension[]): readonly number[] | undefined {
  const found = extensions.filter((ext) => ext.extensionType === CONTENT_VERSIONS_EXTENSION);
  const [first, second] = found;
  if (second !== undefined) return undefined;
  const versions = Array.from(first?.extensionData ?? []);
  const ascending = versions.every((version, index) => index === 0 || version > (versions[index - 1] ?? 0));
  return ascending ? versions : undefined;
}

/** A leaf as callers see it, or `undefined` when it isn't one that a group of `suite` may hold. */
export function memberOfLeaf(leaf: LeafNode, leafIndex: number, suite: SuiteName): Member | undefined {
  const credential = fromLibraryCredential(leaf.credential);
  const contentVersions = contentVersionsOf(leaf.extensions);
  const { capabilities } = leaf;
  const speaksOurs =
    capabilities.versions.includes(protocolVersions.mls10) &&
    capabilities.ciphersuites.includes(SUITES[suite].id) &&
    capabilities.credentials.includes(leaf.credential.credentialType);
  if (credential === undefined || contentVersions === undefined || !speaksOurs) return undefined;
  return { leafIndex, credential, signatureKey: leaf.signaturePublicKey.slice(), contentVersions };
}
