import * as fc from "fast-check";
import { expect, test, vi } from "vitest";
import {
  answerAddCheckpoint,
  decodeAnswer,
  decodeBundle,
  decodeEpoch,
  emptySubtree,
  encodeAnswer,
  encodeBundle,
  encodeEpoch,
  judgeCheckpoint,
  judgeTlogProof,
  parseAddCheckpoint,
  parseCheckpoint,
  parsePolicy,
  parseTilePath,
  parseVerifierKey,
  readWitnessResponse,
  replayEpoch,
  tilePath,
} from "../src/index.ts";
import { policyOf, testWitness } from "./log-rig.ts";
import { crypto, sha256 } from "./node-crypto.ts";

// Slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

// Whatever comes from outside is read or refused; nothing throws, and what is read has one spelling.

const policy = policyOf([], 0);
const lines = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom("", "old 1", "log", "witness a b", "group g 1 a", "quorum none", "1", "— n AAAAAAAA"),
    ),
    { maxLength: 12 },
  )
  .map((all) => all.join("\n"));

test("[L6] [L7] [L8] [L11] [L12] [L20] any text", async () => {
  const witness = testWitness("w1.example");
  await fc.assert(
    fc.asyncProperty(fc.oneof(lines, fc.string({ unit: "binary" })), async (text) => {
      expect(judgeTlogProof(crypto, policy, { proof: text }).kind).toBe("not_proven");
      expect(judgeCheckpoint(crypto, policy, text).ok).toBe(false);
      expect(parseVerifierKey(sha256, text)).toBeUndefined();
      parsePolicy(sha256, text);
      parseCheckpoint(text);
      parseAddCheckpoint(text);
      readWitnessResponse(409, text);
      expect((await answerAddCheckpoint(witness, text)).status).toBe(400);
      const tile = parseTilePath(text);
      expect(tile === undefined || tilePath(tile) === text).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("[L5] [L44] [L45] any bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const answer = decodeAnswer(bytes);
      expect(answer === undefined || Buffer.from(encodeAnswer(answer)).equals(bytes)).toBe(true);
      const entries = decodeBundle(bytes);
      expect(entries === undefined || Buffer.from(encodeBundle(entries)).equals(bytes)).toBe(true);
      const epoch = decodeEpoch(bytes);
      expect(epoch === undefined || Buffer.from(encodeEpoch(epoch)).equals(bytes)).toBe(true);
      expect(replayEpoch(sha256, { from: sha256(bytes), to: emptySubtree }, bytes).ok).toBe(false);
    }),
    { numRuns: 2000 },
  );
});
