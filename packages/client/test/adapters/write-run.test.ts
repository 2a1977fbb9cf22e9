import { array, assert, integer, nat, oneof, property, record } from "fast-check";
import { describe, expect, test } from "vitest";
import { WriteRun } from "../../src/adapters/browser/write-run.ts";

const mebibyte = 1024 * 1024;

describe("[A1] writes gathered into one", () => {
  test("whatever is written, the file holds what it would have held, and reads see all of it", () => {
    const write = record({ at: nat(300), size: integer({ min: 0, max: 90 }), value: nat(255) });
    const continued = record({ size: integer({ min: 0, max: 90 }), value: nat(255) });
    assert(
      property(array(oneof(write, continued), { maxLength: 40 }), (writes) => {
        const [plain, gathered] = [new Uint8Array(8192), new Uint8Array(8192)];
        const run = new WriteRun();
        const put = (): void => {
          const { bytes, at } = run.take();
          gathered.set(bytes, at);
        };
        let end = 0;
        for (const step of writes) {
          const at = "at" in step ? step.at : end;
          const bytes = new Uint8Array(step.size).fill(step.value);
          end = at + step.size;
          plain.set(bytes, at);
          if (run.add(bytes, at)) continue;
          put();
          expect(run.add(bytes, at)).toBe(true);
        }
        put();
        expect(run.isEmpty).toBe(true);
        expect(gathered).toEqual(plain);
      }),
    );
  });

  test("keeps what it was given, not the memory it lay in", () => {
    const run = new WriteRun();
    const memory = new Uint8Array(4).fill(7);
    run.add(memory, 10);
    memory.fill(0);
    expect(run.take()).toEqual({ bytes: new Uint8Array(4).fill(7), at: 10 });
  });

  test("holds a mebibyte and no more", () => {
    const run = new WriteRun();
    const page = new Uint8Array(mebibyte / 8).fill(1);
    for (let at = 0; at < mebibyte; at += page.length) expect(run.add(page, at)).toBe(true);
    expect(run.add(new Uint8Array(1), mebibyte)).toBe(false);
    expect(run.take().bytes.length).toBe(mebibyte);
    expect(run.add(new Uint8Array(mebibyte + 1), 0)).toBe(false);
    expect(run.isEmpty).toBe(true);
  });
});
