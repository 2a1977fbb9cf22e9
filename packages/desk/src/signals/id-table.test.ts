import { assert } from "@bridle/protocol";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hexOfWords, IdTable, wordsOfBytes, wordsOfHex } from "./id-table.ts";

const key = (number: number): Uint32Array => Uint32Array.of(number % 7, number);

test("[D20] ids keep their number while they are used, and numbers come back afterwards", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.nat(40)), { maxLength: 600 }),
      fc.integer(),
      (steps, seed) => {
        const table = new IdTable(2, seed);
        const model = new Map<number, { number: number; uses: number }>();
        for (const [adds, id] of steps) {
          const known = model.get(id);
          if (adds) {
            const number = table.acquire(key(id));
            assert(known === undefined || known.number === number, "the same number");
            model.set(id, { number, uses: (known?.uses ?? 0) + 1 });
          } else if (known !== undefined) {
            const isFree = table.release(known.number);
            assert(isFree === (known.uses === 1), "free when the last use is over");
            if (known.uses === 1) model.delete(id);
            else known.uses--;
          }
          expect(table.size).toBe(model.size);
          for (const [name, { number }] of model) {
            expect(table.find(key(name))).toBe(number);
            expect([...table.key(number)]).toEqual([...key(name)]);
          }
          expect(table.find(key(id)) >= 0).toBe(model.has(id));
        }
        expect(table.capacity).toBe(1024);
      },
    ),
    { numRuns: 60 },
  );
});

test("[D20] the table grows with what is used, and not with what was", () => {
  const table = new IdTable(2, 1);
  for (let round = 0; round < 10; round++) {
    const numbers = Array.from({ length: 3000 }, (_, index) => table.acquire(key(round * 10_000 + index)));
    expect(new Set(numbers).size).toBe(3000);
    for (const number of numbers) table.release(number);
  }
  expect(table.size).toBe(0);
  expect(table.capacity).toBe(4096);
});

test("[D20] hexadecimal goes in and out as it is; anything else is refused", () => {
  const words = new Uint32Array(2);
  expect(wordsOfHex("0123456789abcdef", words)).toBe(true);
  expect(hexOfWords(words)).toBe("0123456789abcdef");
  for (const bad of ["0123456789abcde", "0123456789ABCDEF", "0123456789abcdeg", "0123456789abcde:"]) {
    expect(wordsOfHex(bad, words)).toBe(false);
  }
  expect(wordsOfBytes(Uint8Array.of(255, 0, 0, 1, 2, 3, 4, 5), words)).toBe(true);
  expect(hexOfWords(words)).toBe("ff00000102030405");
  expect(wordsOfBytes(new Uint8Array(7), words)).toBe(false);
});
