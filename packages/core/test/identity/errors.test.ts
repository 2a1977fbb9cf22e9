import { GrantId, toHex } from "@bridle/protocol";
import { describe, expect, test, vi } from "vitest";
import {
  deriveAccountKeys,
  deriveGrantKeys,
  entropyFromWords,
  holderHash,
  openBox,
  sealBox,
  sealIntroduction,
  wordsFromEntropy,
} from "../../src/index.ts";
import { bytesOf, seededCrypto } from "../sealing/seeded-crypto.ts";
import { accountOf } from "./accounts.ts";

vi.setConfig({ testTimeout: 300_000 });

const crypto = seededCrypto("errors");
const tooLong = bytesOf("secret of a wrong length", 31);
const ada = accountOf("ada");

const introductionOfTwoGrants = async (): Promise<unknown> =>
  sealIntroduction(
    crypto,
    { accountId: ada.accountId, introductionKey: ada.keys.introduction.publicKey },
    {
      said: {
        accountId: ada.accountId,
        handle: undefined,
        displayName: undefined,
        text: "meet me at the old mill",
        grantId: GrantId.fromBytes(tooLong.slice(0, 16))!,
        grantSecret: bytesOf("another", 32),
      },
      signer: ada.device,
    },
  );

describe("what throws", () => {
  test.each<[string, () => unknown]>([
    ["words of other bytes", () => wordsFromEntropy(tooLong)],
    ["keys of other bytes", () => deriveAccountKeys(tooLong)],
    ["a grant of other bytes", () => deriveGrantKeys(tooLong)],
    [
      "a box under a key of another length",
      () => sealBox(crypto, tooLong, { label: "x", plaintext: tooLong }),
    ],
    [
      "a box opened with a key of another length",
      () => openBox(crypto, tooLong, { label: "x", sealed: bytesOf("a box", 60) }),
    ],
    ["an introduction with two grants", introductionOfTwoGrants],
  ])("[I9] says nothing of what it was given: %s", async (_case, run) => {
    const thrown: unknown = await (async () => run())().then(
      () => undefined,
      (fault: unknown) => fault,
    );
    if (!(thrown instanceof Error)) throw new Error("nothing was thrown");
    const said = `${thrown.message} ${JSON.stringify(thrown)}`;
    expect(said).not.toContain(toHex(tooLong).slice(0, 8));
    expect(said).not.toContain(Array.from(tooLong.slice(0, 4)).join(","));
    expect(said).not.toContain("old mill");
  });

  test("[I9] a refusal is a name", () => {
    const secretWord = "correcthorse";
    expect(entropyFromWords(`${secretWord} `.repeat(12))).toEqual({
      ok: false,
      error: "recovery_key_invalid",
    });
    expect(toHex(holderHash(bytesOf("access", 32), ada.accountId))).not.toContain(ada.accountId.slice(0, 8));
  });
});
