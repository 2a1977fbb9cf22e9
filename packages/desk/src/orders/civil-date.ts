// Courts date by day, newspapers by month. A date here is text in one of three forms: a day `2025-10-17`, a month
// `2025-12`, or a range of days `2025-11-19/2025-11-20`, both included.

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** A day is taken from noon to noon in UTC around it: as every court from UTC-12 to UTC+12 counts it. */
const EARLIEST_MS = -12 * HOUR_MS;
const LATEST_MS = 12 * HOUR_MS;

/** Where a date lies in time, as Unix milliseconds: after `fromMs`, over at `toMs`. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** JSON Schema has no calendar: the pattern says the form, `windowOf` whether there is such a day. */
export const datePattern =
  "^\\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\\d|3[01])(?:/\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01]))?)?$";
export const momentPattern =
  "^\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ$";

/**
 * All moments that a date may mean: who relies on less would take a side. `undefined` for a day that the calendar lacks
 * and for a range that runs backwards.
 */
export function windowOf(date: string): Window | undefined {
  const [first = "", last = first] = date.split("/");
  const from = dayOf(first.length === 7 ? `${first}-01` : first);
  const to = last.length === 7 ? lastDayOf(last) : dayOf(last);
  if (from === undefined || to === undefined || to < from) return undefined;
  return { fromMs: from * DAY_MS + EARLIEST_MS, toMs: (to + 1) * DAY_MS + LATEST_MS };
}

/** When the last day of a date is over: somewhere in this window. */
export function endOf({ toMs }: Window): Window {
  return { fromMs: toMs - LATEST_MS + EARLIEST_MS, toMs };
}

/**
 * When a period of days counted from a date is over. The day of the event doesn't count; a last day on a weekend or holiday
 * moves on (Fed. R. Civ. P. 6(a)(1)), which a program can't know: up to four days more.
 */
export function afterDays(window: Window, days: number): Window {
  const longMs = days * DAY_MS;
  const first = window.fromMs - EARLIEST_MS;
  return { fromMs: first + longMs + DAY_MS + EARLIEST_MS, toMs: window.toMs + longMs + 4 * DAY_MS };
}

/** `2026-11-22T09:00:00Z` in Unix milliseconds; `undefined` for a day that the calendar lacks. */
export function momentMs(moment: string): number | undefined {
  const day = dayOf(moment.slice(0, 10));
  const [hour = 0, minute = 0, second = 0] = moment.slice(11, 19).split(":").map(Number);
  return day === undefined ? undefined : day * DAY_MS + hour * HOUR_MS + minute * 60_000 + second * 1000;
}

/** Noon of a day in UTC: the one moment that is within that day's window and in neither neighbour's. */
export function noonOf(day: string): number | undefined {
  const number = /^\d{4}-\d\d-\d\d$/.test(day) ? dayOf(day) : undefined;
  return number === undefined ? undefined : number * DAY_MS + 12 * HOUR_MS;
}

/** The day in UTC, as `2026-11-22`. */
export function dayText(ms: number): string {
  const [year, month, date] = civil(Math.floor(ms / DAY_MS));
  return `${String(year).padStart(4, "0")}-${padded(month)}-${padded(date)}`;
}

/** The last day before a moment at which something is over everywhere: what people call its last day. */
export function lastDayText(overMs: number): string {
  return dayText(overMs - LATEST_MS - DAY_MS);
}

/** Whether something may have come by the last day of what is over at `overMs`: day against day. */
export function cameBy({ fromMs }: Window, overMs: number): boolean {
  return fromMs - EARLIEST_MS + DAY_MS + LATEST_MS <= overMs;
}

/** Days since 1970 in the proleptic Gregorian calendar. */
function dayOf(text: string): number | undefined {
  const [year = 0, month = 0, date = 0] = text.split("-").map(Number);
  // Years that begin in March, so that a leap day comes last.
  const shifted = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  const day = shifted * 365 + leaps + dayOfYear - 719_468;
  const [sameYear, sameMonth, sameDate] = civil(day);
  return sameYear === year && sameMonth === month && sameDate === date ? day : undefined;
}

function lastDayOf(month: string): number | undefined {
  for (const date of [31, 30, 29, 28]) {
    const day = dayOf(`${month}-${date}`);
    if (day !== undefined) return day;
  }
  return undefined;
}

function civil(day: number): readonly [year: number, month: number, date: number] {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return [year, month, dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1];
}

function padded(number: number): string {
  return String(number).padStart(2, "0");
}
