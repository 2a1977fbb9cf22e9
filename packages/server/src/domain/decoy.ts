import {
  AccountId,
  chainSigningInput,
  chainStatement,
  concatBytes,
  encode,
  utf8Encode,
  type ChainBody,
  type ReplyOf,
} from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";

const ML_KEM_768_COEFFICIENTS = 3 * 256;
const ML_KEM_MODULUS = 3329;

/**
 * What stands in for a handle that nobody has: a genesis with keys that nobody holds, signed, and an
 * introduction key to which one can seal. The same handle gives the same decoy for as long as the
 * server's keys live, and without them nobody can tell it from an account.
 */
export function decoyAccount(crypto: ServerCrypto, handle: string): ReplyOf<"handle.find"> {
  const seedFor = (use: string) => crypto.keyedHash("decoy", utf8Encode(`${use}/${handle}`));
  const root = crypto.ed25519FromSeed(seedFor("root"));
  const device = crypto.ed25519FromSeed(seedFor("device"));
  const introductionKey = decoyIntroductionKey(crypto, seedFor);
  const body: ChainBody = {
    kind: "genesis",
    version: 1,
    rootKey: root.publicKey,
    introductionKeyHash: crypto.sha256(introductionKey),
    device: { signatureKey: device.publicKey },
  };
  const signature = root.sign(chainSigningInput(body));
  const genesis = encode(chainStatement, { body, signature });
  const accountId = AccountId.fromBytes(crypto.sha256(genesis));
  if (accountId === undefined) throw new Error("assertion failed: an account id is a SHA-256");
  return { accountId, genesis, introductionKey };
}

/** An X-Wing public key: an ML-KEM-768 encapsulation key, then an X25519 key. */
function decoyIntroductionKey(crypto: ServerCrypto, seedFor: (use: string) => Uint8Array): Uint8Array {
  const vector = encodedCoefficients(crypto.shake256(seedFor("vector"), 3 * ML_KEM_768_COEFFICIENTS));
  const matrixSeed = crypto.shake256(seedFor("matrix"), 32);
  return concatBytes(vector, matrixSeed, crypto.x25519PublicKey(seedFor("x25519")));
}

/**
 * 768 coefficients below 3329, twelve bits each (FIPS 203, ByteEncode_12), drawn from pseudorandom
 * bytes by rejection as SampleNTT does; 1.2 bytes are needed for each byte of output, two are there.
 */
function encodedCoefficients(random: Uint8Array): Uint8Array {
  const coefficients: number[] = [];
  for (let at = 0; at + 2 < random.length && coefficients.length < ML_KEM_768_COEFFICIENTS; at += 3) {
    const [a, b, c] = [random[at] ?? 0, random[at + 1] ?? 0, random[at + 2] ?? 0];
    for (const value of [a | ((b & 15) << 8), (b >> 4) | (c << 4)]) {
      if (value < ML_KEM_MODULUS) coefficients.push(value);
    }
  }
  const out = new Uint8Array((ML_KEM_768_COEFFICIENTS * 3) / 2);
  for (let index = 0; index < ML_KEM_768_COEFFICIENTS; index += 2) {
    const [even, odd] = [coefficients[index] ?? 0, coefficients[index + 1] ?? 0];
    out.set([even & 255, (even >> 8) | ((odd & 15) << 4), odd >> 4], (index / 2) * 3);
  }
  return out;
}
