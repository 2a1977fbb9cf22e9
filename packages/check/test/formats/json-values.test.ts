import { memoryFile } from "@bridle/testkit";
import { expect, test } from "vitest";
import { jsonValues } from "../../src/formats/json-values.ts";

async function valuesOf(text: string, pieceBytes: number, valueBytesMax = 1000): Promise<unknown[]> {
  const values: unknown[] = [];
  const file = memoryFile("a", new Uint8Array(Buffer.from(text)), pieceBytes);
  for await (const { value } of jsonValues(file.stream(), valueBytesMax)) values.push(value);
  return values;
}

const tricky = [{ a: '}"]{[\\', b: [1, { c: [] }] }, "žluť\\", 5, -1.5e3, true, null, [], {}, [[1], 2]];

test.each([1, 2, 3, 7, 1000])("[K44] values come one by one, in pieces of %d bytes", async (pieceBytes) => {
  expect(await valuesOf(JSON.stringify(tricky), pieceBytes)).toEqual(tricky);
  expect(await valuesOf(JSON.stringify(tricky, undefined, 2), pieceBytes)).toEqual(tricky);
  expect(
    await valuesOf(
      `${tricky
        .slice(0, 2)
        .map((value) => JSON.stringify(value))
        .join("\n")}\n`,
      pieceBytes,
    ),
  ).toEqual(tricky.slice(0, 2));
  expect(await valuesOf('{"a":1}', pieceBytes)).toEqual([{ a: 1 }]);
  expect(await valuesOf(" [ ] ", pieceBytes)).toEqual([]);
  expect(await valuesOf("", pieceBytes)).toEqual([]);
});

test.each(["hello\n", '[{"a":1},{"b":', '[{"a":1}', '[{"a":1},"b', '{"a":1}\nno json\n'])(
  "[K44] what isn't JSON is told: %j",
  async (text) => {
    const values = await valuesOf(text, 3);
    expect(values).toContain(undefined);
    expect(values.filter((value) => value !== undefined).length).toBe(text.includes('"a":1}') ? 1 : 0);
  },
);

test("[K62] one value is held, and no more than its bound", async () => {
  const items = Array.from({ length: 1000 }, (_, index) => ({ index, text: "x".repeat(500) }));
  expect(await valuesOf(JSON.stringify(items), 100)).toEqual(items);
  await expect(valuesOf(JSON.stringify(["x".repeat(5000)]), 100)).rejects.toThrow(
    "larger than a check reads",
  );
});
