import { readFileSync } from "node:fs";
import { fromHex, toHex } from "@bridle/protocol";
import { describe, expect, it } from "vitest";
import { hpkeOpen, hpkeSeal } from "../../src/crypto/index.ts";
import {
  decodeGroup,
  encodeGroup,
  epochAuthenticator,
  inspectKeyPackage,
  joinByWelcome,
  joinExternal,
  receive,
  verifyEvidence,
} from "../../src/mls/index.ts";
import { makeDevice, NO_DATA, NOW, seededCrypto, seededEnv, value } from "./fixture.ts";
import "./patience.ts";

const FOLDER = new URL("../../../../vectors/mls/", import.meta.url);
const env = seededEnv("reading vectors");

describe.each(["group-classic", "group-hybrid"])("[M52] %s", (name) => {
  const given = vector(name) as {
    stored: { publicPart: string; privatePart: string };
    newcomer: { publicPackage: string; privatePackage: string };
    evidence: { framedContentTbs: string; signature: string };
  } & Record<"message" | "plaintext" | "removal" | "welcome" | "groupInfo", string> &
    Record<"authenticatorAfterRemoval" | "authenticatorAfterWelcome", string>;

  it("a group stored long ago opens what came after", async () => {
    const publicPart = hex(given.stored.publicPart);
    const privatePart = hex(given.stored.privatePart);
    const group = value(decodeGroup({ publicPart, privatePart }));
    expect(encodeGroup(group)).toEqual({ publicPart, privatePart });
    const got = value(await receive(env, group, hex(given.message)));
    expect(got.kind === "application" && toHex(got.plaintext)).toBe(given.plaintext);
    const evidence = {
      framedContentTbs: hex(given.evidence.framedContentTbs),
      signature: hex(given.evidence.signature),
    };
    expect(got.evidence).toEqual(evidence);
    expect(got.kind === "application" && verifyEvidence(evidence, got.sender.signatureKey)).toBe(true);
    const next = value(await receive(env, group, hex(given.removal)));
    expect(next.kind).toBe("commit");
    expect(toHex(epochAuthenticator(next.group))).toBe(given.authenticatorAfterRemoval);
  });

  it("an old key package, its welcome and an old GroupInfo are understood", async () => {
    const publicPackage = hex(given.newcomer.publicPackage);
    const privatePackage = hex(given.newcomer.privatePackage);
    const seen = value(await inspectKeyPackage(env, publicPackage, { now: NOW }));
    const joined = value(
      await joinByWelcome(env, { publicPackage, privatePackage, welcome: hex(given.welcome) }),
    );
    expect(toHex(epochAuthenticator(joined))).toBe(given.authenticatorAfterWelcome);
    const device = await makeDevice(env, "eve", seen.suite);
    const input = { groupInfo: hex(given.groupInfo), authenticatedData: NO_DATA, resync: false };
    expect(value(await joinExternal(env, { ...device.packages, ...input })).pending.next.epoch).toBe(
      joined.epoch + 1n,
    );
  });
});

it("[M52] hpke-xwing", async () => {
  const given = vector("hpke-xwing") as Record<
    "privateKey" | "publicKey" | "encapsulation" | "info" | "aad" | "plaintext" | "enc" | "ciphertext",
    string
  >;
  const bound = { info: hex(given.info), aad: hex(given.aad) };
  const sealed = { enc: hex(given.enc), ciphertext: hex(given.ciphertext) };
  const crypto = seededCrypto("reading vectors");
  const opened = value(await hpkeOpen(crypto, { ...bound, ...sealed, privateKey: hex(given.privateKey) }));
  expect(toHex(opened)).toBe(given.plaintext);
  const fixed = { ...crypto, randomBytes: () => hex(given.encapsulation) };
  const input = { ...bound, publicKey: hex(given.publicKey), plaintext: hex(given.plaintext) };
  expect(value(await hpkeSeal(fixed, input))).toEqual(sealed);
});

function vector(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
}

function hex(text: string): Uint8Array {
  const bytes = fromHex(text);
  if (bytes === undefined) throw new Error("not hexadecimal");
  return bytes;
}
