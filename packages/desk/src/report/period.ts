// Half a year, in UTC. Periods are never cut in another way: two reports over overlapping times could be subtracted
// from each other, and what is left between them could be one person.

export const periodPattern = "^\\d{4}-H[12]$";

/** A period's moments: from `startMs` until just before `endMs`. */
export interface PeriodBounds {
  readonly startMs: number;
  readonly endMs: number;
}

/** The period in which a moment lies, as `2026-H2`. */
export function periodAt(ms: number): string {
  let year = 1970 + Math.floor(ms / (366 * DAY_MS));
  while (yearStart(year + 1) <= ms) year++;
  return ms < halfYear(year) ? `${year}-H1` : `${year}-H2`;
}

/** `undefined` for a text that names no period. */
export function periodBounds(period: string): PeriodBounds | undefined {
  const match = /^(\d{4})-H([12])$/.exec(period);
  if (match === null || period < "1970") return undefined;
  const year = Number(match[1]);
  return match[2] === "1"
    ? { startMs: yearStart(year), endMs: halfYear(year) }
    : { startMs: halfYear(year), endMs: yearStart(year + 1) };
}

/** The period after a period. */
export function nextPeriod(period: string): string {
  const year = Number(period.slice(0, 4));
  return period.endsWith("1")
    ? `${String(year).padStart(4, "0")}-H2`
    : `${String(year + 1).padStart(4, "0")}-H1`;
}

const DAY_MS = 86_400_000;

function yearStart(year: number): number {
  const before = year - 1;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 477;
  return ((year - 1970) * 365 + leaps) * DAY_MS;
}

function halfYear(year: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return yearStart(year) + (leap ? 182 : 181) * DAY_MS;
}
