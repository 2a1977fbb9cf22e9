import { controlReasons, outerClasses } from "../controls/control.ts";
import { type Formed, integer, list, nullable, oneOf, struct, text, flag } from "../json/json-form.ts";
import { bands } from "./band.ts";
import { periodPattern } from "./period.ts";
import { cells } from "./tally.ts";

const line = text({
  max: 400,
  pattern: "^[^\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]+$",
  called: "one line of at most 400 characters",
});
const sha256 = text({ min: 64, max: 64, pattern: "^[0-9a-f]{64}$", called: "a SHA-256 in lower-case hex" });
const day = text({ max: 10, pattern: "^\\d{4}-\\d{2}-\\d{2}$", called: "a day such as 2026-02-01" });

/** What a service tells the public about half a year. Declared once: type, reader and schema. */
export const reportForm = struct({
  schema: oneOf(["bridle.transparency/1"]),
  service: line,
  period: text({ max: 7, pattern: periodPattern, called: "a period such as 2026-H1" }),
  /** SHA-256 of the report of the period before; `null` for the first. */
  previous: nullable(sha256),
  /** In the order of the cells. A cell that a version didn't count yet isn't there. */
  counts: list(struct({ cell: oneOf(cells), band: oneOf(bands) }), { max: 200 }),
  orders: list(
    struct({
      id: line,
      title: line,
      docket: line,
      /** At the end of the period, by what was known then. */
      status: oneOf(["notRecorded", "notYet", "inForce", "stayed", "ended", "unknown", "mixed"]),
      verified: flag,
    }),
    { max: 1000 },
  ),
  /** What was refused to everybody. Builds and accounts are counted above: a build's name is its client's choice. */
  killSwitches: list(
    struct({
      refused: oneOf([...outerClasses, "registration"]),
      reason: oneOf(controlReasons),
      basis: oneOf(["order", "terms", "safety"]),
      from: day,
      /** `null`: still in force when the period ended. */
      until: nullable(day),
    }),
    { max: 1000 },
  ),
  /** In plain words, as the service's own page on it has them. */
  retention: list(struct({ what: line, days: integer(0, 36_500) }), { max: 100 }),
  feeds: list(struct({ name: line, sha256, publishers: list(line, { max: 16 }), licence: line }), {
    max: 200,
  }),
});

export type TransparencyReport = Formed<typeof reportForm>;
