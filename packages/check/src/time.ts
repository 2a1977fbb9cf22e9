// Moments are Unix milliseconds. `Date` is no name here: which clock a record used is a question of
// forensics, and its answer stands beside each reader.

const DAY_MS = 86_400_000;
const MAC_EPOCH_S = 978_307_200;
const WEBKIT_EPOCH_S = 11_644_473_600;

/** Seconds since 2001, or nanoseconds as newer iOS writes them. Zero and nonsense mean "not recorded". */
export function fromMacTime(value: unknown): number | undefined {
  if (typeof value !== "number" || value === 0) return undefined;
  const seconds = Math.abs(value) > 1e11 ? value / 1e9 : value;
  return plausible((seconds + MAC_EPOCH_S) * 1000);
}

export function fromUnixSeconds(value: unknown): number | undefined {
  return typeof value === "number" && value !== 0 ? plausible(value * 1000) : undefined;
}

export function fromUnixMs(value: unknown): number | undefined {
  return typeof value === "number" && value !== 0 ? plausible(value) : undefined;
}

/** Microseconds since 1970 (Firefox). */
export function fromUnixMicros(value: unknown): number | undefined {
  return typeof value === "number" && value !== 0 ? plausible(value / 1000) : undefined;
}

/** Microseconds since 1601 (Chrome). */
export function fromWebkitMicros(value: unknown): number | undefined {
  return typeof value === "number" && value !== 0
    ? plausible(value / 1000 - WEBKIT_EPOCH_S * 1000)
    : undefined;
}

/** Between 1970 and 9999, or not a time. */
function plausible(ms: number): number | undefined {
  return ms >= 0 && ms < 253_402_300_800_000 ? Math.round(ms) : undefined;
}

/** ISO 8601 in UTC with milliseconds. */
export function isoTime(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  const rest = ms - day * DAY_MS;
  const { year, month, date } = civil(day);
  const time = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  const fraction = String(Math.floor(rest % 1000)).padStart(3, "0");
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(date, 2)}T${time.map((part) => padded(part, 2)).join(":")}.${fraction}Z`;
}

/** Local time with its offset: `2026-01-02T03:04:05.678+02:00`. */
export function isoLocalTime(ms: number, offsetMinutes: number): string {
  const sign = offsetMinutes < 0 ? "-" : "+";
  const away = Math.abs(offsetMinutes);
  const offset = `${sign}${padded(Math.floor(away / 60), 2)}:${padded(away % 60, 2)}`;
  return isoTime(ms + offsetMinutes * 60_000).replace("Z", offset);
}

const written =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?\s?(?:UTC|(Z|[+-]\d\d:?\d\d))?$/;

/** ISO 8601 and the forms that logs use; without an offset it counts as UTC. */
export function parseTime(text: string): number | undefined {
  const match = written.exec(text.trim());
  if (match === null) return undefined;
  const [year = 0, month = 0, date = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || date < 1 || date > 31 || hour > 23 || minute > 59 || second > 60) {
    return undefined;
  }
  const fraction = Math.floor(Number(`0.${match[7] ?? "0"}`) * 1000);
  const utc =
    daysSince1970({ year, month, date }) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  return plausible(utc - offsetOf(match[8]) * 60_000);
}

function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith("-") ? -minutes : minutes;
}

interface Civil {
  readonly year: number;
  readonly month: number;
  readonly date: number;
}

// The proleptic Gregorian calendar, with years that begin in March.
function daysSince1970({ year, month, date }: Civil): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function civil(day: number): Civil {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    date: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
