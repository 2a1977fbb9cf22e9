import { describe, expect, test, vi } from "vitest";
import {
  bool,
  bytes,
  closed,
  type Codec,
  codePoints,
  decode,
  encode,
  fixedBytes,
  fromHex,
  list,
  type Malformed,
  mapped,
  optional,
  struct,
  text,
  toHex,
  u16,
  u32,
  u53,
  u8,
  union,
} from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

function hexOf<T>(codec: Codec<T>, value: T): string {
  return toHex(encode(codec, value));
}

/** The decoded value, or "reason at offset". */
function read(codec: Codec<unknown>, hex: string): unknown {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new Error(`not hexadecimal: ${hex}`);
  const value = decode(codec, bytes);
  return value.ok ? value.value : refusal(value.error);
}

function refusal({ reason, offset }: Malformed): string {
  return `${reason} at ${offset}`;
}

describe("[P5] layout", () => {
  test("integers are big-endian, in their whole size", () => {
    expect(hexOf(u8, 255)).toBe("ff");
    expect(hexOf(u16, 258)).toBe("0102");
    expect(hexOf(u32, 0xffff_fffe)).toBe("fffffffe");
    expect(hexOf(u53, Number.MAX_SAFE_INTEGER)).toBe("001fffffffffffff");
    expect(read(u53, "001fffffffffffff")).toBe(Number.MAX_SAFE_INTEGER);
  });

  test("lengths and counts take one, two or four bytes, by their bound", () => {
    const empty = new Uint8Array();
    expect(hexOf(bytes({ max: 255 }), empty)).toBe("00");
    expect(hexOf(bytes({ max: 256 }), empty)).toBe("0000");
    expect(hexOf(bytes({ max: 0x1_0000 }), empty)).toBe("00000000");
    expect(hexOf(list(u8, { max: 256 }), [5])).toBe("000105");
    expect(hexOf(text({ maxCodePoints: 64 }), "é")).toBe("0002c3a9");
    expect(hexOf(fixedBytes(2), Uint8Array.of(1, 2))).toBe("0102");
  });

  test("flags, names, cases and fields", () => {
    expect(hexOf(bool, true)).toBe("01");
    expect(hexOf(optional(u8), undefined)).toBe("00");
    expect(hexOf(optional(u8), 7)).toBe("0107");
    expect(hexOf(closed("first", "second"), "second")).toBe("01");
    expect(hexOf(struct({ b: u8, a: u16 }), { a: 1, b: 2 })).toBe("020001");
    const either = union({ one: [1, struct({ x: u8 })], nine: [9, struct({})] });
    expect(hexOf(either, { kind: "one", x: 3 })).toBe("0103");
    expect(hexOf(either, { kind: "nine" })).toBe("09");
    expect(read(either, "0103")).toEqual({ kind: "one", x: 3 });
  });

  test("encoding a value outside its bounds throws", () => {
    for (const value of [-1, 256, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => encode(u8, value)).toThrow(RangeError);
    }
    expect(() => encode(u53, 2 ** 53)).toThrow(RangeError);
    expect(() => encode(fixedBytes(2), new Uint8Array(3))).toThrow(RangeError);
    expect(() => encode(bytes({ min: 1, max: 2 }), new Uint8Array())).toThrow(RangeError);
    expect(() => encode(bytes({ max: 2 }), new Uint8Array(3))).toThrow(RangeError);
    expect(() => encode(text({ maxCodePoints: 1 }), "ab")).toThrow(RangeError);
    expect(() => encode(text({ maxCodePoints: 9 }), "\ud800")).toThrow(RangeError);
    expect(() => encode(list(u8, { max: 1 }), [1, 2])).toThrow(RangeError);
    expect(() => encode<string>(closed("a"), "b")).toThrow(RangeError);
    const either: Codec<{ readonly kind: string }> = union({ one: [1, struct({})] });
    expect(() => encode(either, { kind: "two" })).toThrow(RangeError);
    expect(() => encode(either, { kind: "toString" })).toThrow(RangeError);
  });

  test("minus zero is zero", () => {
    expect(hexOf(u8, -0)).toBe("00");
    expect(Object.is(read(u53, "0000000000000000"), 0)).toBe(true);
  });

  test("encodings longer than the writer's first buffer keep every byte", () => {
    const long = Uint8Array.from({ length: 5000 }, (_, index) => index & 0xff);
    const pair = struct({ first: bytes({ max: 9000 }), second: bytes({ max: 9000 }) });
    expect(decode(pair, encode(pair, { first: long, second: long }))).toEqual({
      ok: true,
      value: { first: long, second: long },
    });
  });
});

describe("[P2] bounds", () => {
  test("input beyond the longest encoding isn't read", () => {
    expect(read(u8, "0000")).toBe("too_long at 1");
    expect(read(bytes({ max: 2 }), "02010203")).toBe("too_long at 3");
  });

  test("lengths, counts and numbers beyond their bounds", () => {
    expect(read(bytes({ max: 2 }), "03")).toBe("too_long at 0");
    expect(read(bytes({ min: 1, max: 2 }), "00")).toBe("out_of_range at 0");
    expect(read(list(u8, { max: 2 }), "03")).toBe("too_long at 0");
    expect(read(text({ maxCodePoints: 1 }), "026162")).toBe("too_long at 0");
    expect(read(u53, "0020000000000000")).toBe("out_of_range at 0");
    expect(read(u53, "ffffffffffffffff")).toBe("out_of_range at 0");
  });
});

describe("[P1] total", () => {
  test("cut bytes are refused where they end", () => {
    expect(read(u32, "000000")).toBe("truncated at 0");
    expect(read(bytes({ max: 9 }), "0201")).toBe("truncated at 1");
    expect(read(struct({ a: u8, b: optional(u8) }), "0501")).toBe("truncated at 2");
    expect(read(u8, "")).toBe("truncated at 0");
  });

  test("a count of billions costs no more than the bytes behind it", () => {
    const huge = list(u8, { max: 0xffff_ffff });
    expect(read(huge, "ffffffff0102")).toBe("truncated at 6");
    expect(read(list(huge, { max: 0xffff_ffff }), `ffffffff${"ffffffff".repeat(3)}`)).toBe("truncated at 16");
    expect(read(bytes({ max: 0xffff_ffff }), "ffffffff")).toBe("truncated at 4");
  });

  test("a fault that isn't the input's is not swallowed", () => {
    const broken = mapped(u8, "broken", {
      parse: () => {
        throw new TypeError("a bug");
      },
      print: () => 0,
    });
    expect(() => decode(broken, Uint8Array.of(1))).toThrow(TypeError);
  });
});

describe("[P3] one encoding", () => {
  test("flags are 0 or 1", () => {
    expect(read(bool, "02")).toBe("not_canonical at 0");
    expect(read(optional(u8), "ff05")).toBe("not_canonical at 0");
  });

  test("mapped values are those that the narrower type allows", () => {
    const even = mapped(u8, "even", {
      parse: (raw) => (raw % 2 === 0 ? raw / 2 : undefined),
      print: (half) => 2 * half,
    });
    expect(read(even, "04")).toBe(2);
    expect(hexOf(even, 2)).toBe("04");
    expect(read(struct({ a: u8, even }), "0003")).toBe("out_of_range at 1");
  });
});

describe("[P4] what isn't known is refused", () => {
  test("tags, names and bytes behind the end", () => {
    const either = union({ one: [1, struct({})], nine: [9, struct({ x: u8 })] });
    expect(read(either, "02")).toBe("unknown_tag at 0");
    expect(read(closed("a", "b"), "02")).toBe("unknown_tag at 0");
    expect(read(either, "0100")).toBe("trailing_bytes at 1");
  });
});

describe("[P6] text", () => {
  const words = text({ maxCodePoints: 20 });

  test("counts code points, not units", () => {
    expect(codePoints("a🕊é")).toBe(3);
    expect(read(text({ maxCodePoints: 1 }), "04f09f958a")).toBe("🕊");
  });

  test.each([
    "c080",
    "e08080",
    "f0808080",
    "eda080",
    "edbfbf",
    "f4908080",
    "f8",
    "80",
    "c3",
    "e282",
    "f09f95",
  ])("%s isn't UTF-8", (hex) => {
    const length = (hex.length / 2).toString(16).padStart(2, "0");
    expect(read(words, `${length}${hex}`)).toBe("not_utf8 at 0");
  });

  test("is neither normalised nor trimmed", () => {
    for (const value of ["é", "é", " a\u0000\u202e ", "\ufeff"]) {
      expect(decode(words, encode(words, value))).toEqual({ ok: true, value });
    }
  });
});

describe("[P7] declarations that couldn't be decoded safely throw", () => {
  const bad: Readonly<Record<string, () => unknown>> = {
    "items of no size": () => list(struct({}), { max: 4 }),
    "items of no size inside a mapping": () =>
      list(mapped(struct({}), "nothing", { parse: (raw) => raw, print: (raw) => raw }), { max: 4 }),
    "an optional of an optional": () => optional(optional(u8)),
    "the same tag twice": () => union({ a: [1, struct({})], b: [1, struct({})] }),
    "a tag of two bytes": () => union({ a: [256, struct({})] }),
    "a case that is no struct": () => union({ a: [1, list(u8, { max: 1 })] }),
    "a case with a field `kind`": () => union({ a: [1, struct({ kind: u8 })] }),
    "a union without cases": () => union({}),
    "the same name twice": () => closed("a", "a"),
    "more names than a byte holds": () => closed(...Array.from({ length: 257 }, (_, index) => `n${index}`)),
    "a field that looks like a number": () => struct({ "1": u8 }),
    "bytes of one length behind a length": () => bytes({ min: 4, max: 4 }),
    "bounds the wrong way round": () => bytes({ min: 5, max: 4 }),
    "a bound beyond four bytes": () => bytes({ max: 2 ** 32 }),
    "text beyond four bytes": () => text({ maxCodePoints: 2 ** 31 }),
  };
  test.each(Object.entries(bad))("%s", (_name, declare) => {
    expect(declare).toThrow("assertion failed");
  });
});

describe("[P8] nothing is shared", () => {
  const pair = struct({ a: bytes({ max: 9 }), b: fixedBytes(2) });

  test("with input, not even with Node's Buffer, whose slices are views", () => {
    const input = Buffer.from([2, 1, 2, 3, 4]);
    const value = decode(pair, input);
    input.fill(0xff);
    expect(value).toEqual({ ok: true, value: { a: Uint8Array.of(1, 2), b: Uint8Array.of(3, 4) } });
  });

  test("with output", () => {
    const a = Uint8Array.of(1, 2);
    const out = encode(pair, { a, b: a });
    a.fill(0xff);
    expect(toHex(out)).toBe("0201020102");
  });
});
