import { concatBytes, equalBytes, err, ok, utf8Encode, type Result } from "@bridle/protocol";
import { makeKeyPackageRef, pskTypes, type Welcome } from "ts-mls";
import { aeadOpen } from "../crypto/aead.ts";
import { hpkeOpen } from "../crypto/hpke.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { ciphersuiteOf } from "./ciphersuite.ts";
import type { OwnKeyPackage } from "./key-package.ts";
import { deriveSecret, expandWithLabel, memberSecret } from "./key-schedule.ts";
import type { MlsRefusal } from "./refusal.ts";
import type { Bond } from "./successor.ts";
import { SUITES } from "./suites.ts";
import { TlsReader, uint, vector } from "./tls.ts";

export interface OpenedWelcome {
  /** Encoded GroupInfo, from whoever had our key package: nothing in it is verified yet. */
  readonly groupInfo: Uint8Array;
  /** Joiner secret and PSK in one, from which the epoch's secrets come. */
  readonly memberSecret: Uint8Array;
  /** For the lowest node that we share with the sender, when the commit had a path. */
  readonly pathSecret: Uint8Array | undefined;
}

/** Opens a welcome that names our key package (RFC 9420 §12.4.3.1). */
export async function openWelcome(
  crypto: CryptoProvider,
  input: { readonly own: OwnKeyPackage; readonly welcome: Welcome; readonly bond: Bond | undefined },
): Promise<Result<OpenedWelcome, MlsRefusal>> {
  const { own, welcome, bond } = input;
  const { hpke } = SUITES[own.suite];
  const { hash } = hpke.kdf;
  const ref = await makeKeyPackageRef(own.keyPackage, ciphersuiteOf(own.suite, crypto).hash);
  const ours = welcome.secrets.find((entry) => equalBytes(entry.newMember, ref))?.encryptedGroupSecrets;
  if (ours === undefined) return err({ kind: "not_decryptable" });
  const info = concatBytes(vector(utf8Encode("MLS 1.0 Welcome")), vector(welcome.encryptedGroupInfo));
  const sealed = { enc: ours.kemOutput, ciphertext: ours.ciphertext, info };
  const { initPrivateKey } = own.privateKeys;
  const opened = await hpkeOpen(crypto, { ...sealed, privateKey: initPrivateKey }, hpke);
  if (!opened.ok) return err({ kind: "not_decryptable" });
  const secrets = readGroupSecrets(opened.value);
  if (secrets === undefined) return err({ kind: "malformed" });
  if (!isBoundBy(secrets.psks, bond)) return err({ kind: "not_bound" });

  const psk = bond === undefined ? undefined : { id: secrets.psks, secret: bond.secret };
  const member = memberSecret(hash, secrets.joinerSecret, psk);
  const welcomeSecret = deriveSecret(hash, member, "welcome");
  const context = new Uint8Array();
  const key = expandWithLabel(hash, welcomeSecret, { label: "key", context, length: hpke.aead.keyBytes });
  const nonce = expandWithLabel(hash, welcomeSecret, { label: "nonce", context, length: 12 });
  const groupInfo = await aeadOpen(crypto, { key, nonce, ciphertext: welcome.encryptedGroupInfo });
  if (!groupInfo.ok) return err({ kind: "not_decryptable" });
  return ok({ groupInfo: groupInfo.value, memberSecret: member, pathSecret: secrets.pathSecret });
}

interface GroupSecrets {
  readonly joinerSecret: Uint8Array;
  readonly pathSecret: Uint8Array | undefined;
  /** Encoded PreSharedKeyIDs, one after the other. */
  readonly psks: Uint8Array;
}

function readGroupSecrets(bytes: Uint8Array): GroupSecrets | undefined {
  const reader = new TlsReader(bytes);
  const joinerSecret = reader.vector();
  const pathSecret = reader.optional() ? reader.vector() : undefined;
  const psks = reader.vector();
  return reader.complete ? { joinerSecret, pathSecret, psks } : undefined;
}

/** Bound to exactly what is expected: to the predecessor, or to nothing. */
function isBoundBy(psks: Uint8Array, bond: Bond | undefined): boolean {
  if (bond === undefined) return psks.length === 0;
  const expected = concatBytes(uint(pskTypes.external, 1), vector(bond.pskId));
  const nonce = new TlsReader(psks, expected.length);
  nonce.vector();
  return equalBytes(psks.subarray(0, expected.length), expected) && nonce.complete;
}
