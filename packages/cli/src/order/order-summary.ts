import {
  amountText,
  asOf,
  citationText,
  dayText,
  eventText,
  lastDayText,
  type Defect,
  defectsOf,
  type NormStatus,
  type Order,
  type OrderAsOf,
  orderWords,
  type Times,
} from "@bridle/desk";

/** What keeps parts of an order from being enforced, whatever its status; one line each. */
export function obstacles(order: Order): readonly string[] {
  const parts = [
    ...order.norms.map((norm) => ({ id: norm.id, defects: defectsOf(order, norm) })),
    ...order.boundClasses.map((one) => ({ id: one.id, defects: defectsOf(order, one) })),
    ...order.platforms.map((platform) => ({ id: platform.id, defects: defectsOf(order, platform) })),
    ...[...order.parties, ...order.events]
      .filter(({ standing }) => standing === "unverified")
      .map(({ id }): { id: string; defects: readonly Defect[] } => ({
        id,
        defects: ["order.defect.notVerified"],
      })),
  ];
  return parts
    .filter(({ defects }) => defects.length > 0)
    .map(({ id, defects }) => `${id}: ${defects.map((defect) => orderWords[defect]).join(" ")}`);
}

/** An order for a terminal: what holds, what is due, what came, what was breached. */
export function orderSummary(order: Order, times: Times): string {
  const held = asOf(order, times);
  const lines = [
    order.title,
    `${order.court.name}, ${order.docket}`,
    order.id,
    "",
    `On ${dayText(times.validAtMs)}, as far as was known on ${dayText(times.knownAtMs)}: ${orderWords[`order.status.${held.overall}`]}`,
    ...(order.source.standing === "verified"
      ? []
      : ["This record was not compared with the order itself. Nothing is enforced from it."]),
    ...section(
      "Services",
      order.platforms.map(({ name, scope }) => `${name}: ${scope === "in" ? "applies" : "doesn't apply"}`),
    ),
    ...section("Whom it binds", [
      ...order.parties.filter(({ role }) => role === "enjoined").map(({ name }) => name),
      ...order.boundClasses.map(({ name, reach }) => (reach === "bound" ? name : `${name}: undetermined`)),
    ]),
    ...section(
      "Exempt",
      order.carveOuts.map(({ name, overrides }) => `${name} (before ${overrides.join(", ")})`),
    ),
    ...section("What it says", normLines(held)),
    ...section("Duties", dutyLines(held)),
    ...section("Money", moneyLines(held)),
    ...section(
      "Breaches",
      held.compliance.breaches.map(
        ({ breach, cites }) => `${breach.date} ${breach.norm}, ${citationText(cites)}`,
      ),
    ),
    ...section(
      "Events",
      order.events
        .filter(({ knownAt }) => Date.parse(knownAt) <= times.knownAtMs)
        .map((event) => `${event.date} ${eventText(event)} (${event.id}, ${event.standing})`),
    ),
  ];
  return `${lines.join("\n")}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function normLines({ norms }: OrderAsOf): readonly string[] {
  return norms.map(
    ({ norm, status, defects, cites }) =>
      `${norm.id} ${norm.type}: ${norm.says} [${citationText(cites)}]\n    ${[statusText(status), ...defects.map((defect) => orderWords[defect])].join(" · ")}`,
  );
}

function statusText(status: NormStatus): string {
  const word = orderWords[`order.status.${status.kind}`];
  if (status.kind === "unknown") return `${word}: ${orderWords[status.doubt]} (${status.about.join(", ")})`;
  if (!("by" in status)) return word;
  const until =
    "untilMs" in status && status.untilMs !== undefined
      ? ` until ${lastDayText(status.untilMs)} at the latest`
      : "";
  return `${word}${until} (by ${status.by}${status.verified ? "" : ", not verified"})`;
}

function dutyLines({ compliance }: OrderAsOf): readonly string[] {
  return compliance.duties.map(({ norm, state, dueMs, received }) => {
    const due = dueMs === undefined ? "no day known" : `at the latest ${lastDayText(dueMs)}`;
    const came = received.map(({ what, date }) => `, ${what} ${date}`).join("");
    return `${norm.id}: ${orderWords[`order.duty.${state}`]} (${due}${came})`;
  });
}

function moneyLines({ compliance }: OrderAsOf): readonly string[] {
  return compliance.awards.map(({ kind, currency, amount, before, verified }) => {
    const was = before === undefined ? "" : `, before ${amountText(before)}`;
    return `${kind}: ${currency} ${amountText(amount)}${was}${verified ? "" : " (unverified)"}`;
  });
}
