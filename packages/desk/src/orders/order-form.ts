import {
  type Formed,
  integer,
  list,
  nullable,
  oneOf,
  optional,
  struct,
  tagged,
  text,
  flag,
} from "../json/json-form.ts";
import { datePattern, momentPattern } from "./civil-date.ts";

// An order as data, declared once: the types, the reader and the JSON Schema in schemas/order.schema.json come from here.
// Words are LegalRuleML's and ODRL's where they have one. `null` says that nobody has found out.

/** What an order may forbid, allow or demand. A closed list: what isn't in it, a person must read. */
export const acts = [
  "targetUser",
  "infectDevice",
  "interceptMessage",
  "createAccount",
  "usePlatform",
  "collectData",
  "reverseEngineer",
  "emulateClient",
  "testOnPlatform",
  "assistOther",
  "deleteCode",
  "deleteData",
  "preserveRecords",
  "certifyCompliance",
  "pay",
] as const;
export type Act = (typeof acts)[number];

/** What a service may do by itself to comply: refuse, and keep what shows a breach. Looking at users isn't among it. */
export const orderControls = [
  "refuseRegistration",
  "suspendAccount",
  "refuseBuild",
  "preserveEvidence",
] as const;
export type OrderControl = (typeof orderControls)[number];

/** Who must be found to know of an order before it reaches them, and the like. */
export const conditions = ["actualNotice"] as const;
export type Condition = (typeof conditions)[number];

const id = text({ max: 64, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$", called: "a short id" });
/** Without controls, and without what turns the direction of other text around: it is printed beside what we say ourselves. */
const line = text({
  max: 400,
  pattern: "^[^\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]+$",
  called: "one line of at most 400 characters",
});
const sha256 = text({ min: 64, max: 64, pattern: "^[0-9a-f]{64}$", called: "a SHA-256 in lower-case hex" });
const date = text({
  max: 21,
  pattern: datePattern,
  called: "a day (2025-10-17), a month (2025-12) or a range of days (2025-11-19/2025-11-20)",
});
const moment = text({ max: 20, pattern: momentPattern, called: "a moment such as 2026-11-22T09:00:00Z" });
const amount = text({
  max: 18,
  pattern: "^(?:0|[1-9]\\d{0,14})\\.\\d\\d$",
  called: "an amount such as 444719.00",
});
const ids = list(id, { max: 64 });
/** `null`: the whole order. */
const norms = nullable(list(id, { min: 1, max: 64 }));

/** Whether somebody compared it with the primary source, and where it was read. */
const provenance = {
  standing: oneOf(["verified", "unverified"]),
  references: optional(ids),
  note: optional(line),
} as const;

const cite = list(id, { max: 16 });

const event = {
  id,
  date,
  /** When it was entered; entries are only ever added. */
  knownAt: moment,
  ...provenance,
} as const;

const events = tagged("what", {
  granted: event,
  /** At most one of `until` and `days`; neither: until further order. */
  stayed: {
    ...event,
    kind: oneOf(["administrative", "pendingAppeal", "other"]),
    norms,
    until: nullable(date),
    days: nullable(integer(1, 3660)),
  },
  stayLifted: { ...event, norms },
  stayDenied: event,
  modified: { ...event, norms },
  vacated: { ...event, norms },
  expired: { ...event, norms },
  reinstated: { ...event, norms },
  affirmed: event,
  remanded: event,
  appealNoticed: { ...event, number: nullable(line) },
  motionFiled: { ...event, for: line },
  briefFiled: { ...event, by: line },
  remitted: { ...event, award: id, amount },
  /** Somebody looked and couldn't find out. */
  unclear: { ...event, norms },
  /** Somebody read the docket: it is in force. */
  confirmedInForce: { ...event, norms },
  /** This record was made in error. */
  recordWithdrawn: event,
});

export const orderForm = struct({
  schema: oneOf(["bridle.order/1"]),
  id: text({
    max: 200,
    pattern: "^urn:bridle:order:[a-z0-9][a-z0-9:._-]*$",
    called: "a urn:bridle:order:… id",
  }),
  title: line,
  /** When this record was entered. */
  recordedAt: moment,
  court: struct({ name: line, judge: nullable(line), jurisdiction: line }),
  docket: line,
  /** The document itself, and its paragraphs by hash of their text. */
  source: struct({
    sha256: nullable(sha256),
    pages: nullable(integer(1, 100_000)),
    anchors: list(
      struct({ id, label: line, page: nullable(integer(1, 100_000)), textSha256: nullable(sha256) }),
      { max: 1000 },
    ),
    ...provenance,
  }),
  references: list(struct({ id, kind: oneOf(["docket", "press", "background", "other"]), where: line }), {
    max: 200,
  }),
  parties: list(struct({ id, name: line, role: oneOf(["enjoined", "protected", "other"]), ...provenance }), {
    min: 1,
    max: 100,
  }),
  boundClasses: list(
    struct({
      id,
      name: line,
      /** Whose officers, agents and so on. */
      of: ids,
      requires: list(oneOf(conditions), { max: conditions.length }),
      /** `undetermined`: no court has said whether the order reaches them. */
      reach: oneOf(["bound", "undetermined"]),
      cite,
      ...provenance,
    }),
    { max: 50 },
  ),
  platforms: list(
    struct({ id, name: line, scope: oneOf(["in", "out"]), why: nullable(line), cite, ...provenance }),
    { min: 1, max: 100 },
  ),
  norms: list(
    struct({
      id,
      type: oneOf(["prohibition", "permission", "obligation"]),
      acts: list(oneOf(acts), { min: 1, max: acts.length }),
      says: line,
      cite,
      /** Only of obligations; `null`: the order names no day, or nobody has read it. */
      due: nullable(tagged("kind", { on: { date }, within: { days: integer(1, 3660), after: id } })),
      /** The prohibitions whose breach it mends. */
      remedyFor: ids,
      ...provenance,
    }),
    { min: 1, max: 100 },
  ),
  carveOuts: list(
    struct({ id, name: line, overrides: list(id, { min: 1, max: 100 }), cite, ...provenance }),
    {
      max: 50,
    },
  ),
  events: list(events, { max: 1000 }),
  awards: list(
    struct({
      id,
      kind: oneOf(["compensatory", "punitive", "costs", "fine"]),
      currency: text({ min: 3, max: 3, pattern: "^[A-Z]{3}$", called: "a currency such as USD" }),
      amount,
      ...provenance,
    }),
    { max: 50 },
  ),
  controls: list(
    struct({
      id,
      norm: id,
      control: oneOf(orderControls),
      /** Findings of this kind come first; names of detection rules or signals. */
      after: list(id, { max: 32 }),
    }),
    { max: 100 },
  ),
  received: list(
    struct({
      id,
      what: oneOf(["certificate", "payment", "report"]),
      covers: list(id, { min: 1, max: 32 }),
      from: id,
      sworn: nullable(flag),
      date,
      knownAt: moment,
      sha256: nullable(sha256),
      ...provenance,
    }),
    { max: 1000 },
  ),
  breaches: list(
    struct({
      id,
      norm: id,
      date,
      knownAt: moment,
      /** Hashes of case bundles or documents. */
      evidence: list(sha256, { max: 64 }),
      foundBy: line,
      ...provenance,
    }),
    { max: 1000 },
  ),
});

export type Order = Formed<typeof orderForm>;
export type Norm = Order["norms"][number];
export type OrderEvent = Order["events"][number];

/** The JSON Schema of an order, for other people's tools. What it can't say, `parseOrder` checks besides. */
export function orderJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: "urn:bridle:schema:order:1",
    title: "A court's order as data, version 1",
    ...orderForm.schema,
  };
}
