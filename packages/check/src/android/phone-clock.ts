import type { Examination } from "../examination/examination.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { collected } from "../formats/stream.ts";
import { limits } from "../limits.ts";
import type { Source } from "../ports/source.ts";
import { decodeText } from "../text.ts";
import { isoTime, parseTime } from "../time.ts";
import { say, saidOf, type Words } from "../words/said.ts";

/** A moment that a phone wrote down by its own clock. */
export interface Moment {
  /** In UTC; `undefined` when the phone's zone isn't on record. */
  readonly timeMs: number | undefined;
  /** The local time, counted as UTC. */
  readonly localMs: number;
}

/** What the evidence says of the phone's clock. */
export interface PhoneClock {
  /** A local time of the phone, counted as UTC, in UTC; `undefined` when its zone isn't on record. */
  utcOf(localMs: number): number | undefined;
}

/** Reads a time as the phone writes it. */
export function momentOf(text: string, clock: PhoneClock): Moment | undefined {
  const localMs = parseTime(text);
  return localMs === undefined ? undefined : { timeMs: clock.utcOf(localMs), localMs };
}

/** A sentence about a moment; where the zone is unknown, with the time as the phone has it, since it is no time of the report's. */
export function atMoment(words: Words, moment: Moment | undefined): Words {
  if (moment === undefined || moment.timeMs !== undefined) return words;
  const [day, time = ""] = isoTime(moment.localMs).split("T");
  return say`${saidOf(words)} (${`${day} ${time.slice(0, 8)}`} by the phone's clock)`;
}

/** Puts a moment into the timeline, by the phone's own clock where its zone is unknown. */
export function momentEvent(
  run: ModuleRun,
  moment: Moment | undefined,
  { event, text }: { readonly event: string; readonly text: string },
): void {
  if (moment === undefined) return;
  const { timeMs, localMs } = moment;
  run.event(timeMs ?? localMs, timeMs === undefined ? `${event} (local time)` : event, text);
}

/** The zone in a line of `getprop`. */
export function zoneOfProperty(line: string): string | undefined {
  return /^\[persist\.sys\.timezone\]: \[([^\]]+)\]/.exec(line)?.[1];
}

/** The clock in a zone, which may become known later. */
export function clockIn(
  zone: () => string | undefined,
  { platform }: Pick<Examination, "platform">,
): PhoneClock {
  return {
    utcOf(localMs) {
      const name = zone();
      const minutes = name === undefined ? undefined : platform.utcOffsetMinutes(localMs, name);
      return minutes === undefined ? undefined : localMs - minutes * 60_000;
    },
  };
}

/** The zone that an acquisition's own list of properties names. That the list can't be read is said by the check that reads it. */
export async function acquiredZone(source: Source): Promise<string | undefined> {
  try {
    const file = await source.find("getprop.txt");
    if (file === undefined) return undefined;
    const text = decodeText(await collected(file.stream(), limits.memberBytesMax));
    return text
      .split("\n")
      .map(zoneOfProperty)
      .find((zone) => zone !== undefined);
  } catch {
    return undefined;
  }
}
