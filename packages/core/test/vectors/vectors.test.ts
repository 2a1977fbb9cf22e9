import {
  AccountId,
  ConversationId,
  deviceIdOf,
  DeviceId,
  encodeContent,
  GrantId,
  toHex,
  verifyChain,
  type ChainOperation,
  type Result,
} from "@bridle/protocol";
import { describe, expect, test, vi } from "vitest";
import {
  chainCrypto,
  claimHash,
  deriveAccountKeys,
  deriveGrantKeys,
  ed25519KeyPair,
  entropyFromWords,
  frank,
  holderHash,
  openAccountBlob,
  openBox,
  openIntroduction,
  openInvitation,
  safetyNumber,
  unfrank,
  verifyCredential,
  wordsFromEntropy,
  writeChange,
  writeGenesis,
  type KemKeyPair,
} from "../../src/index.ts";
import { stateOf } from "../identity/accounts.ts";
import { seededCrypto } from "../sealing/seeded-crypto.ts";
import { known } from "./inputs.ts";
import { bytes, inJson, vectorsOf, type VectorCase } from "./vector-file.ts";

// Holds the code to vectors/core, which never change. Where one of these tests fails, the code is wrong.

vi.setConfig({ testTimeout: 300_000 });

const crypto = seededCrypto("vectors");

/** The outcome in a vector: a value, or the name of the refusal, which only cases called `…_fail` have. */
function expectOutcome(
  vector: VectorCase,
  result: Result<unknown, string | { readonly kind: string }>,
): void {
  const refusal = result.ok ? undefined : typeof result.error === "string" ? result.error : result.error.kind;
  expect({ value: result.ok ? inJson(result.value) : undefined, refusal }).toEqual({
    value: vector.value,
    refusal: vector.refusal,
  });
  expect(vector.name.endsWith("_fail")).toBe(!result.ok);
}

const accountId = (hex: string): AccountId => known(AccountId.parse(hex));

/** The vectors give what opens: the seed; nothing here needs the public key. */
const openingWith = (seed: string): KemKeyPair => ({ privateKey: bytes(seed), publicKey: new Uint8Array() });

describe("recovery words", () => {
  const { cases } = vectorsOf<{ typed: string; words: string; entropy: string }>("recovery-words.json");

  test.each(cases)("[I1] [I2] $name", ({ name, typed, words, entropy, refusal }) => {
    const read = entropyFromWords(typed);
    expect(read.ok ? toHex(read.value) : undefined).toBe(entropy);
    expect(read.ok ? wordsFromEntropy(read.value) : undefined).toBe(words);
    expect(read.ok ? undefined : read.error).toBe(refusal);
    expect(read.ok).toBe(!name.endsWith("_fail"));
  });
});

describe("from words to an account id", () => {
  const { cases } = vectorsOf<Record<string, string>>("account.json");

  test.each(cases)("[I3] [I4] $name", ({ name, words, entropy, ...rest }) => {
    const read = entropyFromWords(known(words));
    const { root, introduction, blob } = deriveAccountKeys(read.ok ? read.value : new Uint8Array());
    const device = ed25519KeyPair(bytes(rest["deviceSeed"]));
    const genesis = writeGenesis({
      root,
      introductionKey: introduction.publicKey,
      deviceSignatureKey: device.publicKey,
    });
    const made = {
      rootSeed: root.privateKey,
      rootKey: root.publicKey,
      introductionSeed: introduction.privateKey,
      introductionKey: introduction.publicKey,
      blobSeed: blob.privateKey,
      blobKey: blob.publicKey,
      deviceSeed: device.privateKey,
      deviceKey: device.publicKey,
      deviceId: deviceIdOf(chainCrypto, device.publicKey),
      genesis,
      accountId: stateOf([genesis]).accountId,
    };
    expect(inJson(read.ok ? read.value : undefined)).toBe(entropy);
    expect(inJson(made)).toEqual(rest);
    expect(name).not.toContain("_fail");
  });
});

describe("statements of a chain", () => {
  interface Operation {
    readonly kind: string;
    readonly device: { readonly signatureKey: string };
    readonly activeAfterMs: number;
    readonly deviceId: string;
    readonly rootKey: string;
  }
  interface Inputs {
    readonly chain: readonly string[];
    readonly atMs: number;
    readonly signer: { readonly seed: string; readonly deviceId: string | null };
    readonly operations: readonly Operation[];
    readonly statement: string;
    readonly head?: string;
  }
  const operationOf = (said: Operation): ChainOperation => {
    if (said.kind === "remove") return { kind: "remove", deviceId: known(DeviceId.parse(said.deviceId)) };
    if (said.kind === "rotateRoot") return { kind: "rotateRoot", rootKey: bytes(said.rootKey) };
    const { device, activeAfterMs } = said;
    return { kind: "add", device: { signatureKey: bytes(device.signatureKey) }, activeAfterMs };
  };

  test.each(vectorsOf<Inputs>("chain-statement.json").cases)(
    "[I5] $name",
    ({ name, chain, atMs, signer, operations, statement, head, refusal }) => {
      const before = chain.map(bytes);
      const deviceId = signer.deviceId === null ? undefined : DeviceId.parse(signer.deviceId);
      const written = writeChange(stateOf(before), {
        atMs,
        operations: operations.map(operationOf),
        signer: ed25519KeyPair(bytes(signer.seed)),
        ...(deviceId === undefined ? {} : { deviceId }),
      });
      expect(toHex(written)).toBe(statement);
      const judged = verifyChain(chainCrypto, [...before, written]);
      expect(judged.ok ? toHex(judged.value.head) : judged.error.kind).toBe(head ?? refusal);
      expect(judged.ok).toBe(!name.endsWith("_fail"));
    },
  );
});

describe("credentials", () => {
  const { cases } = vectorsOf<{ credential: string; signatureKey: string }>("credential.json");

  test.each(cases)("[I6] $name", ({ name, credential, signatureKey, value }) => {
    const shown = { credential: bytes(credential), signatureKey: bytes(signatureKey) };
    const verified = verifyCredential(shown);
    expect(verified && { accountId: verified.state.accountId, deviceId: verified.device.deviceId }).toEqual(
      value,
    );
    expect(verified === undefined).toBe(name.endsWith("_fail"));
  });
});

describe("safety numbers", () => {
  interface Party {
    readonly accountId: string;
    readonly rootKey: string;
  }
  const party = (said: Party) => ({ accountId: accountId(said.accountId), rootKey: bytes(said.rootKey) });
  const { cases } = vectorsOf<{ mine: Party; theirs: Party; digits: string }>("safety-number.json");

  test.each(cases)("[I8] $name", ({ mine, theirs, digits }) => {
    expect(safetyNumber(party(mine), party(theirs))).toBe(digits);
  });
});

describe("grants", () => {
  const { cases } = vectorsOf<{ secret: string; holder: string }>("grant.json");

  test.each(cases)("[G1] [G2] $name", ({ name, secret, holder, ...made }) => {
    const keys = deriveGrantKeys(bytes(secret));
    const hashes = {
      claimHash: claimHash(keys.accessKey),
      holderHash: holderHash(keys.accessKey, accountId(holder)),
    };
    expect(inJson({ ...keys, ...hashes })).toEqual(made);
    expect(name).not.toContain("_fail");
  });
});

describe("invitations", () => {
  interface Inputs {
    readonly secret: string;
    readonly conversationId: string;
    readonly generation: number;
    readonly welcome: string;
    readonly invitation: { readonly grantId: string; readonly nonce: string; readonly sealed: string };
  }

  test.each(vectorsOf<Inputs>("invitation.json").cases)("[G3] [G4] [G5] $name", async (vector) => {
    const { invitation, generation } = vector;
    const opened = await openInvitation(crypto, deriveGrantKeys(bytes(vector.secret)), {
      invitation: {
        grantId: known(GrantId.parse(invitation.grantId)),
        nonce: bytes(invitation.nonce),
        sealed: bytes(invitation.sealed),
      },
      target: {
        conversationId: known(ConversationId.parse(vector.conversationId)),
        generation,
        welcome: bytes(vector.welcome),
      },
    });
    expectOutcome(vector, opened);
  });
});

describe("introductions", () => {
  const { cases } = vectorsOf<{ accountId: string; introductionSeed: string; sealed: string }>(
    "introduction.json",
  );

  test.each(cases)("[G6] [G7] [G8] [G11] $name", async (vector) => {
    const mine = { accountId: accountId(vector.accountId), keys: openingWith(vector.introductionSeed) };
    expectOutcome(vector, await openIntroduction(crypto, mine, bytes(vector.sealed)));
  });
});

describe("franking", () => {
  interface Inputs {
    readonly plaintext: string;
    readonly commitment: string;
    readonly salt?: string;
    readonly content?: string;
  }

  test.each(vectorsOf<Inputs>("franking.json").cases)("[F1] [F2] [F3] [F4] $name", (vector) => {
    const read = unfrank(bytes(vector.plaintext), bytes(vector.commitment));
    expectOutcome(vector, read);
    const again = read.ok
      ? {
          ...frank({ ...crypto, randomBytes: () => bytes(vector.salt) }, read.value),
          content: encodeContent(read.value),
        }
      : undefined;
    const { plaintext, commitment, content } = vector;
    expect(inJson(again ?? null)).toEqual(read.ok ? { plaintext, commitment, content } : null);
  });
});

describe("account blobs", () => {
  const vectors = vectorsOf<{
    accountId: string;
    blobSeed: string;
    chain: readonly string[];
    version: number;
    sealed: string;
  }>("account-blob.json");

  test.each(vectors.cases)("[B1] [B4] [B8] $name", async (vector) => {
    const { version } = vector;
    const { devices } = stateOf(vector.chain.map(bytes));
    const keys = openingWith(vector.blobSeed);
    const mine = { accountId: accountId(vector.accountId), keys, version, devices };
    expectOutcome(vector, await openAccountBlob(crypto, mine, bytes(vectors.sealed?.[vector.sealed])));
  });
});

describe("secret boxes", () => {
  const { cases } = vectorsOf<{ key: string; label: string; sealed: string }>("secret-box.json");

  test.each(cases)("[B6] $name", async ({ name, key, label, sealed, value }) => {
    const opened = await openBox(crypto, bytes(key), { label, sealed: bytes(sealed) });
    expect(inJson(opened ?? null)).toBe(value ?? null);
    expect(opened === undefined).toBe(name.endsWith("_fail"));
  });
});
