import {
  argon2,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  randomBytes,
} from "node:crypto";
import { concatBytes, equalBytes, err, ok, utf8Encode, type Result } from "@bridle/protocol";
import { combine, split } from "shamir-secret-sharing";
import {
  ANALYSTS_NEEDED,
  type DeskKey,
  type Unlock,
  type UnlockRefusal,
  type WrappedShare,
} from "../../signals/desk-key.ts";

// The private key is split by Shamir's scheme over GF(2^8) (shamir-secret-sharing, audited by Cure53 and
// Zellic), any two shares of it suffice, and each share is wrapped under its holder's passphrase.

/** The second recommended option of RFC 9106 §4: 64 MiB, three passes, four lanes. */
const recommended: Cost = { memoryKib: 64 * 1024, passes: 3, lanes: 4 };
type Cost = Pick<WrappedShare, "memoryKib" | "passes" | "lanes">;

/** What a file may make us spend: a damaged cost must not stop the server. */
const MEMORY_KIB_MAX = 1024 * 1024;
const TAG_SIZE = 16;
// RFC 8410: what stands in front of 32 raw key bytes.
const X25519_PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");

/** Makes a key whose private half exists only in shares. Needs two people or more, each name once. */
export async function createDeskKey(people: readonly Unlock[], cost: Cost = recommended): Promise<DeskKey> {
  const privateKey = new Uint8Array(randomBytes(32));
  const publicKey = publicKeyOf(privateKey);
  const shares = await split(privateKey, people.length, ANALYSTS_NEEDED);
  privateKey.fill(0);
  const wrapped: WrappedShare[] = [];
  for (const [index, person] of people.entries()) {
    const share = shares[index];
    if (share === undefined) throw new Error("assertion failed: a share for everybody");
    wrapped.push(await wrap(share, person, { publicKey, cost }));
    share.fill(0);
  }
  return { publicKey, shares: wrapped };
}

/** The private key, by two people. Whoever calls wipes it after use. */
export async function unlockDeskKey(
  key: DeskKey,
  unlocks: readonly Unlock[],
): Promise<Result<Uint8Array, UnlockRefusal>> {
  if (new Set(unlocks.map(({ name }) => name)).size < ANALYSTS_NEEDED) return err("two_people_needed");
  const shares: Uint8Array[] = [];
  for (const unlock of unlocks.slice(0, ANALYSTS_NEEDED)) {
    const share = await unwrap(key, unlock);
    if (!share.ok) return share;
    shares.push(share.value);
  }
  const privateKey = await combined(shares);
  for (const share of shares) share.fill(0);
  // The scheme itself can't tell a wrong share: the public key does.
  if (privateKey === undefined || !equalBytes(publicKeyOf(privateKey), key.publicKey)) return err("damaged");
  return ok(privateKey);
}

async function combined(shares: readonly Uint8Array[]): Promise<Uint8Array | undefined> {
  try {
    const key = await combine([...shares]);
    return key.length === 32 ? key : undefined;
  } catch {
    // Two holders with one and the same share: the file was made by hand.
    return undefined;
  }
}

async function wrap(
  share: Uint8Array,
  person: Unlock,
  { publicKey, cost }: { readonly publicKey: Uint8Array; readonly cost: Cost },
): Promise<WrappedShare> {
  const salt = new Uint8Array(randomBytes(16));
  const nonce = new Uint8Array(randomBytes(12));
  const cipher = createCipheriv("aes-256-gcm", await passphraseKey(person, { salt, ...cost }), nonce);
  cipher.setAAD(binding(publicKey, person.name));
  const sealed = Buffer.concat([cipher.update(share), cipher.final()]);
  return {
    name: person.name,
    salt,
    ...cost,
    nonce,
    wrapped: new Uint8Array([...sealed, ...cipher.getAuthTag()]),
  };
}

async function unwrap(key: DeskKey, unlock: Unlock): Promise<Result<Uint8Array, UnlockRefusal>> {
  const share = key.shares.find(({ name }) => name === unlock.name);
  if (share === undefined) return err("unknown_person");
  const { wrapped, nonce, memoryKib, passes, lanes } = share;
  const isSane = memoryKib <= MEMORY_KIB_MAX && memoryKib >= 8 * lanes && passes >= 1 && lanes >= 1;
  if (!isSane || wrapped.length <= TAG_SIZE) return err("damaged");
  const decipher = createDecipheriv("aes-256-gcm", await passphraseKey(unlock, share), nonce);
  decipher.setAAD(binding(key.publicKey, unlock.name));
  decipher.setAuthTag(wrapped.subarray(wrapped.length - TAG_SIZE));
  try {
    const sealed = wrapped.subarray(0, wrapped.length - TAG_SIZE);
    return ok(new Uint8Array(Buffer.concat([decipher.update(sealed), decipher.final()])));
  } catch {
    return err("wrong_passphrase");
  }
}

/** A share moved under another name or beside another key doesn't open. */
function binding(publicKey: Uint8Array, name: string): Uint8Array {
  return concatBytes(utf8Encode("bridle/desk-share/v1\0"), publicKey, utf8Encode(name));
}

function passphraseKey({ passphrase }: Unlock, cost: Cost & Pick<WrappedShare, "salt">): Promise<Uint8Array> {
  const { salt: nonce, memoryKib: memory, passes, lanes: parallelism } = cost;
  const message = utf8Encode(passphrase.normalize("NFKC"));
  return new Promise((resolve, reject) => {
    argon2("argon2id", { message, nonce, memory, passes, parallelism, tagLength: 32 }, (fault, derived) => {
      if (fault) reject(fault);
      else resolve(new Uint8Array(derived));
    });
  });
}

function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  const der = Buffer.concat([X25519_PKCS8, privateKey]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  const spki = createPublicKey(key).export({ format: "der", type: "spki" });
  return new Uint8Array(spki.subarray(spki.length - 32));
}
