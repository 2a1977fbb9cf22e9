import { assert } from "@bridle/protocol";

// Counts are published as bands. The smallest one holds nothing and everything below ten alike, so that not even the
// existence of a small group shows; each is at least ten wide.

/** Where each band begins. Never changed: a count that fell into another band would be told twice as precisely. */
const bandStarts = [
  0, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000,
  1_000_000,
] as const;

/** A band as it is written: `0-9`, `10-19`, … and `1000000+`. */
export const bands: readonly string[] = bandStarts.map((start, index) => {
  const next = bandStarts[index + 1];
  return next === undefined ? `${start}+` : `${start}-${next - 1}`;
});

/** The band of a count. */
export function bandOf(count: number): string {
  assert(Number.isSafeInteger(count) && count >= 0, "a count");
  const index = bandStarts.findLastIndex((start) => start <= count);
  return bands[index] ?? "0-9";
}

/** The least and the most that a band may stand for; no most for the last one. */
export function bandRange(band: string): { readonly least: number; readonly most?: number } {
  const index = bands.indexOf(band);
  assert(index !== -1, "a band");
  const next = bandStarts[index + 1];
  return { least: bandStarts[index] ?? 0, ...(next === undefined ? {} : { most: next - 1 }) };
}
