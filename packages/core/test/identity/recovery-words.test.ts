import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { ENTROPY_BYTES, entropyFromWords, wordsFromEntropy } from "../../src/index.ts";
import { bytesOf } from "../sealing/seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const entropy = bytesOf("recovery words", ENTROPY_BYTES);
const words = wordsFromEntropy(entropy);
const invalid = { ok: false, error: "recovery_key_invalid" };

const anyEntropy = fc.uint8Array({ minLength: ENTROPY_BYTES, maxLength: ENTROPY_BYTES });

describe("recovery words", () => {
  test("[I1] every 16 bytes have one spelling of twelve words, which reads back", () => {
    fc.assert(
      fc.property(anyEntropy, (bytes) => {
        const spelt = wordsFromEntropy(bytes);
        expect(spelt).toMatch(/^(?:[a-z]{3,8} ){11}[a-z]{3,8}$/);
        expect(entropyFromWords(spelt)).toEqual({ ok: true, value: bytes });
      }),
    );
  });

  // https://github.com/trezor/python-mnemonic/blob/master/vectors.json
  test.each([
    ["00", `${"abandon ".repeat(11)}about`],
    ["7f", "legal winner thank year wave sausage worth useful legal winner thank yellow"],
    ["80", "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"],
    ["ff", `${"zoo ".repeat(11)}wrong`],
  ])("[I1] are BIP-39's: sixteen times %s", (byte, spelt) => {
    expect(wordsFromEntropy(new Uint8Array(16).fill(Number.parseInt(byte, 16)))).toBe(spelt);
  });

  test.each([0, 12, 15, 17, 20, 24, 28, 32])("[I1] of %i bytes are a bug", (length) => {
    expect(() => wordsFromEntropy(new Uint8Array(length))).toThrow("16 bytes");
  });

  test.each([
    ["capitals", words.toUpperCase()],
    ["a list", words.split(" ").join("\r\n\t")],
    [
      "a numbered list",
      words
        .split(" ")
        .map((word, index) => `${index + 1}. ${word};`)
        .join("\n"),
    ],
    ["commas and a full stop", `${words.replaceAll(" ", ", ")}.`],
    ["no-break spaces around and within", `\u{a0}${words.replaceAll(" ", "\u{a0}")}\u{a0}`],
    [
      "full-width letters",
      words.replaceAll(/[a-z]/g, (letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0)),
    ],
  ])("[I2] are read as a person types them: %s", (_how, typed) => {
    expect(entropyFromWords(typed)).toEqual({ ok: true, value: entropy });
  });

  test.each([
    ["nothing", ""],
    ["eleven words", words.split(" ").slice(1).join(" ")],
    ["thirteen words", `${words} abandon`],
    ["twenty-four words, which BIP-39 knows", `${"abandon ".repeat(23)}art`],
    ["a word that isn't in the list", words.replace(/^\w+/, "bridle")],
    ["a word cut to its first four letters", words.replace(/^(\w{4})\w*/, "$1x")],
    ["a Cyrillic letter in a word", "abandon ".repeat(11) + "аbout"],
    ["twelve zeros", "zero ".repeat(12)],
    ["a name of every object", "constructor ".repeat(12)],
  ])("[I2] are refused: %s", (_why, typed) => {
    expect(entropyFromWords(typed)).toEqual(invalid);
  });

  test("[I2] two words in each other's place are refused, but for one time in sixteen", () => {
    const list = words.split(" ");
    const swaps = list.flatMap((_, from) => list.flatMap((_word, to) => (to > from ? [{ from, to }] : [])));
    const read = swaps.filter(({ from, to }) => {
      const swapped = list.with(from, list[to]!).with(to, list[from]!);
      return entropyFromWords(swapped.join(" ")).ok;
    });
    expect(swaps).toHaveLength(66);
    expect(read.length).toBeLessThan(13);
  });

  test("[I2] whatever is typed gives bytes or the one refusal", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (typed) => {
        const read = entropyFromWords(typed);
        expect(read.ok ? read.value.length : read.error).toBe(
          read.ok ? ENTROPY_BYTES : "recovery_key_invalid",
        );
      }),
    );
  });
});
