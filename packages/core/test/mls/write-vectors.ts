// Writes golden vectors for what has none yet: `node packages/core/test/mls/write-vectors.ts`.
// A vector that is there is never written again: what was once stored or sent must open for ever, or
// the form's name must change so that it is refused politely.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { assert, toHex, utf8Encode } from "@bridle/protocol";
import { generateHpkeKeyPair, hpkeSeal } from "../../src/crypto/index.ts";
import {
  addMembers,
  adoptPending,
  CLASSIC_SUITE,
  encodeGroup,
  encryptMessage,
  epochAuthenticator,
  exportGroupInfo,
  HYBRID_SUITE,
  removeMembers,
  type SuiteName,
} from "../../src/mls/index.ts";
import { deliverCommit, groupOf, makeDevice, makeWorld, NOW, seededCrypto, value } from "./fixture.ts";

const FOLDER = new URL("../../../../vectors/mls/", import.meta.url);
const DATA = { authenticatedData: utf8Encode("authenticated data") };

write("group-classic.json", await groupVector(CLASSIC_SUITE));
write("group-hybrid.json", await groupVector(HYBRID_SUITE));
write("hpke-xwing.json", await hpkeVector());

function write(name: string, content: object): void {
  const file = new URL(name, FOLDER);
  if (existsSync(file)) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file, `${JSON.stringify(content, inHex, 1)}\n`);
}

function inHex(_key: string, content: unknown): unknown {
  return content instanceof Uint8Array ? toHex(content) : content;
}

/** A stored group of three, what it receives next, and a welcome with the packages it is for. */
async function groupVector(suite: SuiteName): Promise<object> {
  const world = await makeWorld(suite, ["ada", "ben", "cyd"], `vector ${suite}`);
  const newcomer = await makeDevice(world.env, "dan", suite);
  const keyPackages = [newcomer.packages.publicPackage];
  const added = value(await addMembers(world.env, groupOf(world, 0), { ...DATA, keyPackages, now: NOW }));
  await deliverCommit(world, 0, added);
  const stored = encodeGroup(groupOf(world, 1));
  const plaintext = utf8Encode("written once, read for ever");
  const sent = value(await encryptMessage(world.env, groupOf(world, 0), { ...DATA, plaintext, padTo: 256 }));
  const removed = value(await removeMembers(world.env, groupOf(world, 0), { ...DATA, leaves: [2] }));
  const { welcome } = added;
  assert(welcome !== undefined, "an add has a welcome");
  return {
    rule: "M52",
    suite,
    stored,
    message: sent.message,
    plaintext,
    evidence: sent.evidence,
    removal: removed.commit,
    authenticatorAfterRemoval: epochAuthenticator(adoptPending(removed.pending)),
    newcomer: newcomer.packages,
    welcome,
    authenticatorAfterWelcome: epochAuthenticator(groupOf(world, 0)),
    groupInfo: exportGroupInfo(groupOf(world, 0)),
  };
}

async function hpkeVector(): Promise<object> {
  const crypto = seededCrypto("vector hpke");
  const keys = generateHpkeKeyPair(crypto);
  const encapsulation = new Uint8Array(64).fill(0x2a);
  const fixed = { ...crypto, randomBytes: () => encapsulation.slice() };
  const input = {
    info: utf8Encode("purpose"),
    aad: utf8Encode("place"),
    plaintext: utf8Encode("sealed words"),
  };
  const sealed = value(await hpkeSeal(fixed, { ...input, publicKey: keys.publicKey }));
  return {
    rule: "M52",
    suite: "X-Wing, HKDF-SHA384, AES-256-GCM",
    ...keys,
    encapsulation,
    ...input,
    ...sealed,
  };
}
