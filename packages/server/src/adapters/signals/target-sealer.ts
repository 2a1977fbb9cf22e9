import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { AccountId, concatBytes, utf8Encode } from "@bridle/protocol";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import type { SealedTarget } from "../../ports/signal-store.ts";
import type { SealingBatch, TargetSealer } from "../../ports/target-sealer.ts";

// A target's account id is sealed in two steps: a key that lives for a minute is sealed to the desk by
// HPKE's base mode (RFC 9180, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM), and each target under
// that key by AES-256-GCM with its number as the nonce and its row as the associated data.

const KEY_SIZE = 32;
const ENC_SIZE = 32;
const TAG_SIZE = 16;
const info = utf8Encode("bridle/desk/targets/v1");

function suite(): CipherSuite {
  return new CipherSuite({
    kem: new DhkemX25519HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes256Gcm(),
  });
}

/** Seals to a raw X25519 public key. */
export function targetSealer(deskPublicKey: Uint8Array): TargetSealer {
  return {
    async openBatch(): Promise<SealingBatch> {
      const hpke = suite();
      const recipientPublicKey = await hpke.kem.deserializePublicKey(plain(deskPublicKey));
      const key = randomBytes(KEY_SIZE);
      const sender = await hpke.createSenderContext({ recipientPublicKey, info: plain(info) });
      const sealed = await sender.seal(plain(key));
      const sealedKey = concatBytes(new Uint8Array(sender.enc), new Uint8Array(sealed));
      const batchKey = createSecretKey(key);
      key.fill(0);
      return batchUnder(batchKey, sealedKey);
    },
  };
}

/** OpenSSL overwrites a key object's memory when it goes, which is soon after nothing refers to it. */
function batchUnder(batchKey: KeyObject, sealedKey: Uint8Array): SealingBatch {
  let key: KeyObject | undefined = batchKey;
  let next = 0;
  return {
    sealedKey,
    seal(account, context) {
      if (key === undefined) throw new Error("assertion failed: an ended batch seals nothing");
      const number = next++;
      const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number));
      cipher.setAAD(context);
      const sealed = cipher.update(account);
      cipher.final();
      return { number, box: concatBytes(sealed, cipher.getAuthTag()) };
    },
    end() {
      key = undefined;
    },
  };
}

/** Opens what one batch sealed. `undefined` where the key isn't the desk's or something was changed. */
export interface TargetOpener {
  open(sealed: SealedTarget, context: Uint8Array): AccountId | undefined;
  end(): void;
}

export async function openBatchKey(
  deskPrivateKey: Uint8Array,
  sealedKey: Uint8Array,
): Promise<TargetOpener | undefined> {
  const hpke = suite();
  try {
    const recipientKey = await hpke.kem.deserializePrivateKey(plain(deskPrivateKey));
    const enc = plain(sealedKey.slice(0, ENC_SIZE));
    const recipient = await hpke.createRecipientContext({ recipientKey, enc, info: plain(info) });
    const key = new Uint8Array(await recipient.open(plain(sealedKey.slice(ENC_SIZE))));
    return { open: (sealed, context) => openTarget(key, sealed, context), end: () => void key.fill(0) };
  } catch {
    // Not sealed to this key, or damaged: HPKE doesn't say which.
    return undefined;
  }
}

function openTarget(key: Uint8Array, sealed: SealedTarget, context: Uint8Array): AccountId | undefined {
  const { number, box } = sealed;
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number));
    decipher.setAAD(context);
    decipher.setAuthTag(box.subarray(box.length - TAG_SIZE));
    const raw = Buffer.concat([decipher.update(box.subarray(0, box.length - TAG_SIZE)), decipher.final()]);
    return AccountId.fromBytes(new Uint8Array(raw));
  } catch {
    return undefined;
  }
}

/** 96 bits that no other target of the batch has. */
function nonceOf(number: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 8);
  return nonce;
}

/** A view that owns its buffer, as WebCrypto wants it. */
function plain(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
