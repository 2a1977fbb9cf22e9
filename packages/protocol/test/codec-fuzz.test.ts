import { arbitraryOf, mutated, SeededNumbers } from "@bridle/testkit";
import * as fc from "fast-check";
import { assert, expect, test, vi } from "vitest";
import { type Codec, decode, encode, toHex } from "../src/index.ts";
import { objectionTo, wireCodecs } from "./wire-codecs.ts";

// Damages encodings of every kind of value. A few hundred times each by default; as long as told with
//   BRIDLE_FUZZ_SECONDS=60 BRIDLE_FUZZ_SEED=7 npx vitest run --project unit codec-fuzz
const seconds = Number(process.env["BRIDLE_FUZZ_SECONDS"] ?? 0);
const seed = Number(process.env["BRIDLE_FUZZ_SEED"] ?? 20_261_122);
const ROUNDS = 400;
vi.setConfig({ testTimeout: 300_000 + 2000 * seconds });

/** Bytes beyond this make a round slow and find nothing that shorter ones don't. */
const LONGEST = 6000;

test("[P1] [P3] damaged bytes are refused, or are the only encoding of what they now say", () => {
  const numbers = new SeededNumbers(seed);
  const corpus = wireCodecs.map(([name, codec]) => ({ name, codec, samples: samplesOf(codec) }));
  const endMs = performance.now() + 1000 * seconds;
  let rounds = 0;
  while (rounds < ROUNDS || performance.now() < endMs) {
    rounds++;
    for (const { name, codec, samples } of corpus) {
      const sample = samples[numbers.below(samples.length)] ?? new Uint8Array();
      const bytes = mutated(numbers, sample);
      const objection = objectionTo(codec, bytes);
      assert(objection === undefined, `${name}, seed ${seed}: ${objection}: ${toHex(bytes)}`);
      // What still decodes goes on as a sample, so that damage adds up.
      if (decode(codec, bytes).ok && bytes.length < LONGEST) samples[numbers.below(samples.length)] = bytes;
    }
  }
  expect(rounds).toBeGreaterThanOrEqual(ROUNDS);
});

function samplesOf(codec: Codec<unknown>): Uint8Array[] {
  return fc.sample(arbitraryOf(codec), { numRuns: 12, seed }).map((value) => encode(codec, value));
}
