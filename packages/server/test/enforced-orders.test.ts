import { readFileSync } from "node:fs";
import { parseOrder, type Finding, type Order, type Role } from "@bridle/desk";
import { AccountId } from "@bridle/protocol";
import { beforeEach, describe, expect, it } from "vitest";
import { memoryDeskEvents } from "../src/adapters/desk/memory-desk-events.ts";
import { memoryDeskFindings } from "../src/adapters/desk/memory-desk-findings.ts";
import { memoryDeskOrders } from "../src/adapters/desk/memory-desk-orders.ts";
import { createNodeCrypto, createServerSecrets } from "../src/adapters/node-crypto.ts";
import type { DeskHost } from "../src/desk/desk-host.ts";
import { DeskService } from "../src/desk/desk-service.ts";
import { orderHandlers } from "../src/desk/order-handlers.ts";
import { runDesk } from "../src/desk/run-desk.ts";
import { workHandlers } from "../src/desk/work-handlers.ts";
import type { DeskCaller } from "../src/http/desk-api.ts";
import { KillSwitch, refusedByOperator } from "../src/shell/kill-switch.ts";
import { VirtualClock } from "./virtual-clock.ts";

// An order from its text to the gate: the desk as it runs, over the list of controls that sessions are held against.

const DAY = 24 * 60 * 60 * 1000;
const crypto = createNodeCrypto(createServerSecrets());
const text = readFileSync(new URL("fixtures/order.json", import.meta.url), "utf8");
const orderId = "urn:bridle:order:harbour:1";
const attacker = AccountId.fromBytes(new Uint8Array(32).fill(9))!;
const people = { ada: "analyst", ben: "analyst", cora: "counsel" } as const satisfies Record<string, Role>;
type Name = keyof typeof people;
const idOf = (name: Name): string => Buffer.from(name.padEnd(16)).toString("hex");

let clock: VirtualClock;
let gate: KillSwitch;
let events: ReturnType<typeof memoryDeskEvents>;
let findings: ReturnType<typeof memoryDeskFindings>;
let orders: ReturnType<typeof memoryDeskOrders>;
let service: DeskService;
let calls: ReturnType<typeof orderHandlers> & ReturnType<typeof workHandlers>;

/** The server around the desk: its gate is real, and nothing else of it is asked here. */
function host(): DeskHost {
  return {
    setControls: (controls) => gate.replace("desk", controls),
    openTargets: async () => ({ ok: true, value: [] }),
    shareHolders: () => [],
    postNotices: () => [],
    noticeCounts: () => ({ posted: 0, delivered: 0, expired: 0 }),
    signalCounts: () => [],
    log: async () => undefined,
  };
}

function start(): void {
  const nowMs = (): number => clock.nowMs();
  gate = new KillSwitch();
  const broken = (fault: unknown): never => {
    throw fault;
  };
  const kept = { events, findings, orders, platforms: ["main", "clinic"] };
  service = new DeskService({ ...kept, host: host(), crypto, nowMs, broken });
  service.meet(Object.entries(people).map(([name, role]) => ({ id: idOf(name as Name), role })));
  calls = {
    ...workHandlers({ service, events, crypto, nowMs }),
    ...orderHandlers({ service, orders, crypto, nowMs }),
  };
  const reports = { count: () => undefined, log: async () => undefined };
  runDesk(service, reports, { clock, broken });
}

function by(name: Name): DeskCaller {
  const passkey = { id: name, publicKey: new Uint8Array(), counter: 0, transports: [] };
  const analyst = { id: idOf(name), name, role: people[name], passkey, joinedAtMs: 0 } as const;
  return { session: { analyst, expiresAtMs: clock.nowMs() + 1 }, setSession: () => undefined };
}

function value<T>(answer: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  return answer.value;
}

function orderWith(...added: readonly Order["events"][number][]): string {
  const order = value(parseOrder(text));
  return JSON.stringify({ ...order, events: [...order.events, ...added] });
}

const stay = {
  what: "stayed",
  id: "stay",
  date: "2026-12-01",
  knownAt: "2026-12-02T00:00:00Z",
  standing: "verified",
  kind: "pendingAppeal",
  norms: null,
  until: null,
  days: null,
} as const;

async function approve(proposalId: string, name: Name): ReturnType<(typeof calls)["proposal.approve"]> {
  const { waiting } = value(await calls["overview.get"]({ days: 1 }, by(name)));
  const contentHash = waiting.find(({ id }) => id === proposalId)?.contentHash ?? "";
  return calls["proposal.approve"]({ proposalId, contentHash }, by(name));
}

/** The order in this version, proposed by Ada and approved by Cora. */
async function confirmed(version: string): Promise<void> {
  value(await calls["orders.put"]({ text: version }, by("ada")));
  const { proposalId } = value(await calls["orders.propose"]({ orderId }, by("ada")));
  value(await approve(proposalId, "cora"));
}

async function found(grade: "found" | "excluded" = "found"): Promise<void> {
  const said = { orderId, subject: attacker, as: "wrecker", grade, conditions: [] };
  value(await calls["orders.find"](said, by("ada")));
}

const suspension = {
  orderId,
  norm: "n1",
  control: "suspendAccount",
  platform: "main",
  subject: attacker,
} as const;

async function suspended(): Promise<string> {
  const { proposalId } = value(await calls["orders.enforce"](suspension, by("ada")));
  value(await approve(proposalId, "cora"));
  return proposalId;
}

const refusing = (platform = "main") => gate.refusing({ platform, account: attacker }, clock.nowMs());
const work = async () => value(await calls["orders.work"]({ orderId }, by("ben")));

beforeEach(() => {
  clock = new VirtualClock();
  events = memoryDeskEvents();
  findings = memoryDeskFindings();
  orders = memoryDeskOrders();
  start();
});

describe("a confirmed order", () => {
  it("[S138] is carried out once counsel approved, at the gate and in its service alone", async () => {
    expect(await calls["orders.enforce"](suspension, by("ada"))).toMatchObject({
      error: { kind: "order_not_binding" },
    });
    await confirmed(text);
    await found();
    const { asks } = await work();
    expect(asks.map(({ ask, state }) => `${ask.control} ${ask.platform} ${state}`).toSorted()).toEqual([
      "preserveEvidence main nothingHere",
      "suspendAccount main open",
    ]);
    expect(value(await calls["orders.list"]({}, by("ben")))).toMatchObject([{ toLookAt: 1 }]);
    const { proposalId } = value(await calls["orders.enforce"](suspension, by("ada")));
    expect(value(await calls["orders.list"]({}, by("ben")))).toMatchObject([{ toLookAt: 0 }]);
    expect((await work()).asks).toContainEqual(expect.objectContaining({ state: "proposed", proposalId }));
    expect(await approve(proposalId, "ben")).toMatchObject({ error: { kind: "not_allowed" } });
    expect(refusing()).toBeUndefined();
    value(await approve(proposalId, "cora"));
    const control = refusing();
    expect(control && refusedByOperator(control, clock.nowMs())).toMatchObject({ detail: "courtOrder" });
    expect(refusing("clinic")).toBeUndefined();
    expect((await work()).asks).toContainEqual(expect.objectContaining({ state: "done" }));
    const { entries } = value(await calls["log.list"]({ max: 1 }, by("ben")));
    expect(entries).toMatchObject([
      {
        event: { kind: "controlImposed" },
        rests: { basis: "order", ground: { order: orderId, norm: "n1", cites: [{ label: "¶ 1" }] } },
      },
    ]);
  });

  it("[S138] holds after a start, and ends within a minute of the court's day, with the reason", async () => {
    await confirmed(text);
    await found();
    await suspended();
    start();
    expect(refusing()).toMatchObject({ basis: "order" });
    // Until further order, from a day to come: confirmed today, it ends the control by itself then.
    const day = new Date(clock.nowMs() + 30 * DAY).toISOString().slice(0, 10);
    await confirmed(orderWith({ ...stay, date: day }));
    expect(refusing()).toBeDefined();
    clock.skip(30 * DAY);
    expect(refusing()).toBeUndefined();
    const { controls } = await work();
    // On the day itself nobody knows the hour, and doubt doesn't bind.
    expect(controls).toMatchObject([
      { inForce: false, standing: { kind: "ended", why: ["order.doubt.onTheDay"] } },
    ]);
    expect(value(await calls["log.list"]({ max: 1 }, by("ben"))).entries).toMatchObject([
      { event: { kind: "controlLifted", by: ["desk"] }, rests: { because: ["order.doubt.onTheDay"] } },
    ]);
  });

  it("[S138] lets in at once whom a confirmed stay frees, and whom time freed while the server was down", async () => {
    await confirmed(text);
    await found();
    await suspended();
    const before = events.all().length;
    await confirmed(orderWith(stay));
    expect(refusing()).toBeUndefined();
    expect(
      events
        .all()
        .slice(before)
        .map(({ kind }) => kind),
    ).toContain("controlLifted");

    events = memoryDeskEvents();
    orders = memoryDeskOrders();
    start();
    await confirmed(text);
    await found();
    await suspended();
    const day = new Date(clock.nowMs() + 5 * DAY).toISOString().slice(0, 10);
    const { id, knownAt, standing, norms } = stay;
    await confirmed(orderWith({ what: "vacated", id, date: day, knownAt, standing, norms }));
    expect(refusing()).toBeDefined();
    clock.wallOffsetMs += 30 * DAY;
    start();
    expect(refusing()).toBeUndefined();
  });

  it("[S139] isn't undone by what one person enters: it is shown as doubted, and two end it", async () => {
    await confirmed(text);
    await found();
    const controlId = await suspended();
    value(await calls["orders.put"]({ text: orderWith(stay) }, by("ben")));
    clock.advance(2 * 60_000);
    expect(refusing()).toBeDefined();
    expect(value(await calls["orders.list"]({}, by("ben")))).toMatchObject([{ toLookAt: 1 }]);
    const { questions, controls } = await work();
    expect(new Set(questions.map(({ ask }) => ask))).toEqual(new Set(["order.ask.newer"]));
    expect(controls).toMatchObject([
      { inForce: true, standing: { kind: "doubted", why: ["order.notBound.stayed"] } },
    ]);
    const { proposalId } = value(await calls["control.proposeLift"]({ controlId }, by("ada")));
    value(await approve(proposalId, "ben"));
    expect(refusing()).toBeUndefined();
  });

  it("[S139] is void at approval when somebody found otherwise meanwhile", async () => {
    await confirmed(text);
    await found();
    const { proposalId } = value(await calls["orders.enforce"](suspension, by("ada")));
    await found("excluded");
    expect(await approve(proposalId, "cora")).toMatchObject({ error: { kind: "order_not_binding" } });
    const { asks, reasons } = await work();
    expect(asks).toEqual([]);
    expect([...new Set(reasons.map(({ why, platform }) => `${platform} ${why}`))]).toEqual([
      "main order.notBound.partyUnknown",
      "clinic order.notBound.platformOut",
    ]);
  });

  it("[S145] keeps the case files about an account, and nothing else, until counsel says otherwise", async () => {
    const about: Finding = {
      id: "scatterer/x",
      rule: { id: "scatterer", version: 1 },
      platform: "main",
      subject: { kind: "account", account: attacker },
      strength: "strong",
      atMs: 1_000,
      signals: [{ kind: "introduction", count: 1, firstAtMs: 500, lastAtMs: 1_000 }],
      exposures: [],
      couldBe: [],
    };
    service.found([about]);
    const { caseId } = value(await calls["case.open"]({ findings: [about.id] }, by("ada")));
    await confirmed(text);
    await found();
    const evidence = { ...suspension, control: "preserveEvidence" } as const;
    const { proposalId } = value(await calls["orders.enforce"](evidence, by("ada")));
    value(await approve(proposalId, "cora"));
    expect(refusing()).toBeUndefined();
    const { holds } = await work();
    expect(holds).toMatchObject([{ caseId, standing: { kind: "stands" } }]);
    clock.skip(400 * DAY);
    expect(service.state.cases.has(caseId)).toBe(true);
    const [{ version: expected, hold } = { version: 0, hold: { id: "" } }] = holds;
    const release = { caseId, expected, holdId: hold.id };
    value(await calls["hold.release"](release, by("cora")));
    clock.skip(91 * DAY);
    expect(service.state.cases.has(caseId)).toBe(false);
  });
});
