import { readFileSync } from "node:fs";
import type { Order, OrderEvent, OrderRef, PartyFinding, Times } from "../../src/index.ts";
import { noonOf, orderRef, parseOrder } from "../../src/index.ts";
import { sha256 } from "../desk-fixture.ts";

const verified = { standing: "verified" } as const;

/** When the record was entered; events are known from their own day's midnight unless a test says otherwise. */
export const recordedAt = "2026-01-01T00:00:00Z";

/** An order in which everything is verified and cited: what a test takes away is what it tests. */
export const wholeOrder: Order = {
  schema: "bridle.order/1",
  id: "urn:bridle:order:test:1",
  title: "Lighthouse v. Wrecker",
  recordedAt,
  court: { name: "Harbour Court", judge: null, jurisdiction: "Testland" },
  docket: "1:26-cv-1",
  source: {
    sha256: "a".repeat(64),
    pages: 10,
    anchors: ["p1", "p2", "p3", "p4"].map((id, index) => ({
      id,
      label: `¶ ${index + 1}`,
      page: index + 1,
      textSha256: "b".repeat(64),
    })),
    ...verified,
  },
  references: [{ id: "docket", kind: "docket", where: "the docket" }],
  parties: [
    { id: "plaintiff", name: "Lighthouse", role: "protected", ...verified },
    { id: "wrecker", name: "Wrecker Ltd", role: "enjoined", ...verified },
  ],
  boundClasses: [
    {
      id: "agents",
      name: "Its agents",
      of: ["wrecker"],
      requires: ["actualNotice"],
      reach: "bound",
      cite: ["p3"],
      ...verified,
    },
    {
      id: "successors",
      name: "Its successors",
      of: ["wrecker"],
      requires: [],
      reach: "undetermined",
      cite: ["p3"],
      ...verified,
    },
  ],
  platforms: [
    { id: "chat", name: "Chat", scope: "in", why: null, cite: ["p1"], ...verified },
    { id: "photos", name: "Photos", scope: "out", why: "no evidence", cite: ["p4"], ...verified },
  ],
  norms: [
    {
      id: "n1",
      type: "prohibition",
      acts: ["createAccount", "usePlatform"],
      says: "Not to use the service",
      cite: ["p1"],
      due: null,
      remedyFor: [],
      ...verified,
    },
    {
      id: "n2",
      type: "prohibition",
      acts: ["targetUser"],
      says: "Not to target its users",
      cite: ["p2"],
      due: null,
      remedyFor: [],
      ...verified,
    },
    {
      id: "n3",
      type: "obligation",
      acts: ["deleteData"],
      says: "To delete the data",
      cite: ["p3"],
      due: { kind: "within", days: 30, after: "granted" },
      remedyFor: ["n2"],
      ...verified,
    },
    {
      id: "n4",
      type: "obligation",
      acts: ["certifyCompliance"],
      says: "To certify",
      cite: ["p3"],
      due: null,
      remedyFor: [],
      ...verified,
    },
  ],
  carveOuts: [{ id: "sovereign", name: "States", overrides: ["n1"], cite: ["p4"], ...verified }],
  events: [{ what: "granted", id: "granted", date: "2026-01-10", knownAt: recordedAt, ...verified }],
  awards: [{ id: "punitive", kind: "punitive", currency: "USD", amount: "167254000.00", ...verified }],
  controls: [
    { id: "c1", norm: "n1", control: "refuseRegistration", after: [] },
    { id: "c2", norm: "n1", control: "suspendAccount", after: [] },
    { id: "c3", norm: "n2", control: "preserveEvidence", after: ["D2"] },
  ],
  received: [],
  breaches: [],
};

type Bare<E> = E extends OrderEvent ? Omit<E, "id" | "knownAt" | "standing"> & Partial<E> : never;

/** The whole order with further events; each is verified and was known on the day the record was entered, unless it says otherwise. */
export function withEvents(...events: readonly Bare<OrderEvent>[]): Order {
  const further: readonly OrderEvent[] = events.map((event, index) => ({
    id: `e${index}`,
    knownAt: recordedAt,
    standing: "verified",
    ...event,
  }));
  return { ...wholeOrder, events: [...wholeOrder.events, ...further] };
}

/** What a proposal to confirm it names. */
export function refOf(order: Order): OrderRef {
  const ref = orderRef(sha256, order);
  if (ref === undefined) throw new Error("an order is confirmed by its document");
  return ref;
}

/** Both times on a day, or known on another. */
export function on(validOn: string, knownOn = "2030-01-01"): Times {
  return { validAtMs: noonOf(validOn) ?? Number.NaN, knownAtMs: noonOf(knownOn) ?? Number.NaN };
}

/** That people found the subject to be somebody. */
export function found(as: string, changes: Partial<PartyFinding> = {}): PartyFinding {
  return {
    order: wholeOrder.id,
    subject: "account-1",
    as,
    grade: "found",
    by: ["Ada", "Ben"],
    conditions: [],
    knownAtMs: noonOf("2026-01-02") ?? 0,
    ...changes,
  };
}

export function exampleText(): string {
  return readFileSync(new URL("../../../../examples/orders/whatsapp-v-nso.json", import.meta.url), "utf8");
}

export function exampleOrder(): Order {
  const order = parseOrder(exampleText());
  if (!order.ok) throw new Error(JSON.stringify(order.error));
  return order.value;
}
