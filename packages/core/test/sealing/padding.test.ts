import { equalBytes } from "@bridle/protocol";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { pad, unpad, type PaddedForm } from "../../src/sealing/padding.ts";
import { oneByteChanged } from "./seeded-crypto.ts";

vi.setConfig({ testTimeout: 300_000 });

const forms: readonly PaddedForm[] = [
  { lengthBytes: 2, size: 512 },
  { lengthBytes: 4, size: 512 },
];

describe.each(forms)("padding to $size bytes behind $lengthBytes of length", (form) => {
  const most = form.size - form.lengthBytes;

  test("[B4] gives one size, and the message back", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: most }), (message) => {
        const padded = pad(message, form);
        expect(padded).toHaveLength(form.size);
        expect(unpad(padded, form)).toEqual(message);
      }),
    );
    expect(unpad(pad(new Uint8Array(most).fill(7), form), form)).toEqual(new Uint8Array(most).fill(7));
  });

  test("[B4] a message has one padded form", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }).chain((message) => oneByteChanged(pad(message, form))),
        (changed) => {
          const message = unpad(changed, form);
          expect(message === undefined || equalBytes(pad(message, form), changed)).toBe(true);
        },
      ),
    );
  });

  test("[B4] any bytes give a message or nothing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        expect(unpad(bytes, form)).toBeUndefined();
        const short = { ...form, size: bytes.length };
        const message = unpad(bytes, short);
        expect(message === undefined || equalBytes(pad(message, short), bytes)).toBe(true);
      }),
    );
  });

  test("[B4] bytes inside a larger buffer are read where they are", () => {
    const message = Uint8Array.of(1, 2, 3);
    const larger = new Uint8Array(form.size + 20).fill(9);
    larger.set(pad(message, form), 10);
    expect(unpad(larger.subarray(10, 10 + form.size), form)).toEqual(message);
  });

  test("[B4] what doesn't fit is a bug", () => {
    expect(() => pad(new Uint8Array(most + 1), form)).toThrow(RangeError);
  });
});
