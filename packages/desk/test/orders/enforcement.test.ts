import { decode } from "@bridle/protocol";
import { describe, expect, it } from "vitest";
import {
  controlsOf,
  deskEntry,
  groundsOf,
  heldOrder,
  isRefused,
  ledgerEntry,
  noonOf,
  orderWork,
  type Order,
  type OrderAsk,
  type OrderWork,
  type PartyFinding,
} from "../../src/index.ts";
import { accountOf, ann, ben, cora, DAY, Desk, finding, id, lea, otto, sha256 } from "../desk-fixture.ts";
import { refOf, wholeOrder, withEvents } from "./sample-order.ts";

const attacker = accountOf("attacker a");
const day = (date: string): number => noonOf(date) ?? Number.NaN;
const stay = {
  what: "stayed",
  id: "s1",
  date: "2026-03-01",
  kind: "other",
  norms: null,
  until: null,
  days: null,
} as const;

/** A desk with this order confirmed, on 1 February, and somebody found to be whom it enjoins. */
function bound(order: Order = wholeOrder, as = "wrecker"): Desk {
  const desk = Desk.staffed();
  desk.nowMs = day("2026-02-01");
  confirm(desk, order);
  find(desk, as);
  return desk;
}

function confirm(desk: Desk, order: Order): void {
  desk.orders = [...desk.orders.filter(({ id: known }) => known !== order.id), order];
  const name = `confirm ${order.id} ${order.events.length}`;
  desk.agreed(name, { kind: "confirmOrder", order: refOf(order) }, [lea, cora]);
}

function find(desk: Desk, as: string, grade: PartyFinding["grade"] = "found"): void {
  desk.do({
    by: ann,
    kind: "party.find",
    order: wholeOrder.id,
    subject: attacker,
    as,
    grade,
    conditions: [],
  });
}

const work = (desk: Desk): OrderWork => orderWork(groundsOf(desk.state, desk.env()));

const asked = (desk: Desk) => [...new Set(work(desk).questions.map(({ ask }) => ask))];

function askFor(desk: Desk, control: OrderAsk["control"]): OrderAsk {
  const ask = work(desk).asks.find((each) => each.control === control);
  if (ask === undefined) throw new Error(`nothing asks for ${control}`);
  return ask;
}

function suspended(desk: Desk, name = "suspend"): string {
  desk.agreed(name, { kind: "enforceOrder", ask: askFor(desk, "suspendAccount") }, [ann, cora]);
  return id(name);
}

const isOut = (desk: Desk, platform = "chat"): boolean =>
  isRefused(controlsOf(desk.state), { platform, account: attacker }, desk.nowMs);
const review = (desk: Desk) => desk.try({ by: "desk", kind: "order.review" });

describe("what an order asks for", () => {
  it("[O27] needs two who confirmed it and a person who found whom it names", () => {
    const desk = Desk.staffed();
    desk.nowMs = day("2026-02-01");
    desk.orders = [wholeOrder];
    expect(work(desk).asks).toEqual([]);
    expect(
      desk.try({
        by: ann,
        kind: "party.find",
        order: wholeOrder.id,
        subject: attacker,
        as: "wrecker",
        grade: "found",
        conditions: [],
      }),
    ).toBe("unknown_order");
    confirm(desk, wholeOrder);
    expect(work(desk).asks).toEqual([]);
    find(desk, "wrecker", "suspected");
    expect(work(desk).asks).toEqual([]);
    expect(asked(desk)).toEqual(["order.ask.isItThem"]);
    find(desk, "wrecker");
    expect(work(desk).questions).toEqual([]);
    expect(
      work(desk)
        .asks.map(({ control }) => control)
        .toSorted(),
    ).toEqual(["preserveEvidence", "refuseRegistration", "suspendAccount"]);
    expect(askFor(desk, "suspendAccount")).toMatchObject({
      norm: "n1",
      as: "wrecker",
      cites: [{ label: "¶ 1", page: 1 }],
      platform: "chat",
    });
  });

  it("[O27] touches the services that it names and no other on the same server", () => {
    const desk = bound();
    desk.platforms = ["main", "photos"];
    expect(work(desk).asks).toEqual([]);
    expect(new Set(work(desk).reasons.map(({ why, platform }) => `${platform} ${why}`))).toEqual(
      new Set(["main order.notBound.platformUnknown", "photos order.notBound.platformOut"]),
    );
    desk.platforms = ["main", "chat", "photos"];
    suspended(desk);
    expect([isOut(desk), isOut(desk, "main"), isOut(desk, "photos")]).toEqual([true, false, false]);
  });

  it("[O27] goes to a person where the record has grown and says otherwise, where it is open, and where two orders differ", () => {
    const grown = bound();
    grown.orders = [withEvents(stay)];
    grown.nowMs = day("2026-03-05");
    expect(work(grown).asks).toEqual([]);
    expect(asked(grown)).toEqual(["order.ask.newer"]);

    const open = bound(wholeOrder, "successors");
    expect(work(open).asks).toEqual([]);
    expect(asked(open)).toEqual(["order.ask.reach"]);

    const torn = bound();
    const [norm] = wholeOrder.norms;
    if (norm === undefined) throw new Error("the sample has norms");
    const other: Order = {
      ...wholeOrder,
      id: "urn:bridle:order:test:2",
      norms: [{ ...norm, type: "permission" }, ...wholeOrder.norms.slice(1)],
      carveOuts: [],
    };
    confirm(torn, other);
    expect(work(torn).asks.map(({ norm: of }) => of)).not.toContain("n1");
    expect(asked(torn)).toEqual(["order.ask.conflict"]);
  });

  it("[O31] finds nobody to be somebody whom the order doesn't name", () => {
    const desk = bound();
    const named = {
      by: ann,
      kind: "party.find",
      order: wholeOrder.id,
      subject: attacker,
      grade: "found",
      conditions: [],
    } as const;
    expect(desk.try({ ...named, as: "nobody" })).toBe("unknown_party");
    expect(desk.try({ ...named, as: "plaintiff" })).toBe("unknown_party");
    expect(desk.try({ ...named, as: "wrecker", subject: " " })).toBe("unknown_party");
    expect(desk.try({ ...named, as: "sovereign" })).toBe("done");
    expect(desk.try({ ...named, by: otto, as: "wrecker" })).toBe("not_allowed");
    expect(work(desk).reasons.map(({ why }) => why)).toContain("order.notBound.carveOut");
    const agents = Desk.staffed();
    agents.nowMs = desk.nowMs;
    confirm(agents, wholeOrder);
    agents.do({ ...named, as: "agents" });
    expect(asked(agents)).toEqual(["order.ask.condition"]);
    agents.do({ ...named, as: "agents", conditions: ["actualNotice"] });
    expect(askFor(agents, "suspendAccount").as).toBe("agents");
    expect(desk.state.partyFindings.at(-1)).toMatchObject({ by: [ann], knownAtMs: desk.nowMs });
  });

  it("[O32] finds the confirmed version in the record that has grown, and in no other", () => {
    const ref = refOf(wholeOrder);
    const newest = withEvents(stay);
    expect(heldOrder(sha256, newest, ref)).toEqual({ confirmed: wholeOrder, newest, dataHash: ref.dataHash });
    expect(heldOrder(sha256, { ...newest, title: "Other" }, ref)).toBeUndefined();
    expect(heldOrder(sha256, wholeOrder, refOf(newest))).toBeUndefined();
  });
});

describe("carrying it out", () => {
  it("[O28] [V4] takes counsel's approval, and the record says on what it rests", () => {
    const desk = bound();
    const ask = askFor(desk, "suspendAccount");
    const proposalId = id("suspend");
    desk.do({ by: ann, kind: "proposal.make", proposalId, action: { kind: "enforceOrder", ask } });
    expect(isOut(desk)).toBe(false);
    const approve = { kind: "proposal.approve", proposalId, contentHash: desk.hash(proposalId) } as const;
    expect(desk.try({ ...approve, by: ann })).toBe("not_allowed");
    expect(desk.try({ ...approve, by: ben })).toBe("not_allowed");
    const before = desk.state;
    desk.do({ ...approve, by: cora });
    expect(isOut(desk)).toBe(true);
    expect(desk.state.controls.get(proposalId)).toMatchObject({
      basis: "order",
      reason: "courtOrder",
      order: wholeOrder.id,
      platform: "chat",
      ground: ask,
      by: [ann, cora],
    });
    const imposed = desk.events.at(-1);
    if (imposed === undefined) throw new Error("there is an event");
    const entry = decode(
      deskEntry,
      ledgerEntry(sha256, imposed, { salt: new Uint8Array(32), state: before }),
    );
    expect(entry).toMatchObject({ ok: true, value: { kind: "controlImposed", basis: "order" } });
    expect(
      desk.try({
        by: ben,
        kind: "proposal.make",
        proposalId: id("again"),
        action: { kind: "enforceOrder", ask },
      }),
    ).toBe("nothing_to_do");
    expect(desk.try({ by: ann, kind: "control.withdraw", controlId: proposalId })).toBe("wrong_state");
    desk.nowMs += 400 * DAY;
    expect(isOut(desk)).toBe(true);
  });

  it("[O28] is void when the order asks for it no more, and never more than it asks for", () => {
    const desk = bound();
    const ask = askFor(desk, "suspendAccount");
    const propose = (name: string, wanted: OrderAsk) =>
      desk.try({
        by: ann,
        kind: "proposal.make",
        proposalId: id(name),
        action: { kind: "enforceOrder", ask: wanted },
      });
    for (const wrong of [
      { subject: accountOf("somebody else") },
      { platform: "photos" },
      { norm: "n2" },
      { control: "refuseBuild" },
      { dataHash: "00".repeat(32) },
    ] as const) {
      expect(propose("wrong", { ...ask, ...wrong })).toBe("order_not_binding");
    }
    expect(propose("unknown", { ...ask, order: "urn:bridle:order:test:9" })).toBe("unknown_order");
    // No control refuses one person's registration: people do that.
    expect(propose("registration", askFor(desk, "refuseRegistration"))).toBe("nothing_to_do");
    expect(propose("suspend", ask)).toBe("done");
    find(desk, "wrecker", "excluded");
    const approve = {
      by: cora,
      kind: "proposal.approve",
      proposalId: id("suspend"),
      contentHash: desk.hash(id("suspend")),
    } as const;
    expect(desk.try(approve)).toBe("order_not_binding");
    find(desk, "wrecker");
    expect(desk.try(approve)).toBe("done");
  });

  it("[O28] refuses an app version as such, takes no name for others, and no approval of one's own", () => {
    const builds: Order = {
      ...wholeOrder,
      controls: [{ id: "c9", norm: "n1", control: "refuseBuild", after: [] }],
    };
    const desk = Desk.staffed();
    desk.nowMs = day("2026-02-01");
    confirm(desk, builds);
    const says = {
      by: ann,
      kind: "party.find",
      order: builds.id,
      as: "wrecker",
      grade: "found",
      conditions: [],
    } as const;
    for (const subject of ["evil/1.0", "evil/*", attacker]) desk.do({ ...says, subject });
    const { asks } = work(desk);
    expect(asks.map(({ subject }) => subject)).toEqual(["evil/1.0", "evil/*"]);
    const [ask, wide] = asks;
    if (ask === undefined || wide === undefined) throw new Error("both are asked for");
    const make = (by: string, name: string, wanted: OrderAsk) =>
      desk.try({
        by,
        kind: "proposal.make",
        proposalId: id(name),
        action: { kind: "enforceOrder", ask: wanted },
      });
    expect(make(ann, "wide", wide)).toBe("nothing_to_do");
    expect(make(cora, "build", ask)).toBe("done");
    const approval = {
      kind: "proposal.approve",
      proposalId: id("build"),
      contentHash: desk.hash(id("build")),
    } as const;
    expect(desk.try({ ...approval, by: cora })).toBe("own_proposal");
    desk.do({ by: "operator", kind: "person.appoint", personId: id("carl"), role: "counsel" });
    desk.do({ ...approval, by: id("carl") });
    const refuses = (build: string, platform = "chat") =>
      isRefused(controlsOf(desk.state), { platform, build }, desk.nowMs);
    expect([refuses("evil/1.0"), refuses("evil/1.1"), refuses("evil/1.0", "photos")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("[O29] keeps the case files about that account on that service, and nothing else", () => {
    const desk = bound();
    const evidence = { kind: "enforceOrder", ask: askFor(desk, "preserveEvidence") } as const;
    const keep = (name: string) => desk.agreed(name, evidence, [ann, cora]);
    expect(() => keep("too early")).toThrow("nothing_to_do");
    const [about, other, elsewhere] = [
      desk.confirmed("about", finding("a", ["t1"])),
      desk.confirmed("other", finding("b", ["t2"])),
      desk.confirmed(
        "elsewhere",
        finding("a2", ["t3"], { platform: "photos", subject: { kind: "account", account: attacker } }),
      ),
    ];
    const before = desk.state;
    keep("keep");
    const holds = (caseId: string) => desk.state.cases.get(caseId)?.holds ?? [];
    expect(holds(about)).toEqual([
      { id: id("keep"), sourceHash: wholeOrder.source.sha256, ground: evidence.ask },
    ]);
    expect([holds(other), holds(elsewhere), [...desk.state.controls]]).toEqual([[], [], []]);
    const placed = desk.events.at(-1);
    if (placed === undefined) throw new Error("there is an event");
    expect(placed.by).toEqual([ann, cora]);
    expect(
      decode(deskEntry, ledgerEntry(sha256, placed, { salt: new Uint8Array(32), state: before })),
    ).toMatchObject({
      value: { kind: "holdPlaced", basis: "order" },
    });
    expect(() => keep("again")).toThrow("nothing_to_do");
    const later = desk.confirmed(
      "later",
      finding("c", ["t4"], { subject: { kind: "cluster", accounts: [attacker], cluster: "c" } }),
    );
    keep("once more");
    expect(holds(later)).toHaveLength(1);
    desk.orders = [withEvents(stay)];
    confirm(desk, withEvents(stay));
    desk.nowMs = day("2026-03-05");
    review(desk);
    expect(holds(about)).toHaveLength(1);
    desk.do({
      by: cora,
      kind: "hold.release",
      caseId: about,
      expected: desk.version(about),
      holdId: id("keep"),
    });
    expect(holds(about)).toEqual([]);
  });
});

describe("what rests on an order", () => {
  it("[O19] ends with the confirmed stay, says why, and doesn't come back by itself", () => {
    const desk = bound();
    const controlId = suspended(desk);
    expect(review(desk)).toBe("nothing_to_do");
    const stayed = withEvents({ ...stay, days: 30 });
    confirm(desk, stayed);
    desk.nowMs = day("2026-03-05");
    expect(isOut(desk)).toBe(true);
    desk.do({ by: "desk", kind: "order.review" });
    expect(isOut(desk)).toBe(false);
    expect(desk.state.controls.get(controlId)).toMatchObject({
      liftedBecause: ["order.notBound.stayed"],
      liftedAtMs: desk.nowMs,
    });
    expect(desk.events.at(-1)?.by).toEqual(["desk"]);
    desk.nowMs = day("2026-05-01");
    expect(review(desk)).toBe("nothing_to_do");
    expect(isOut(desk)).toBe(false);
    suspended(desk, "anew");
    expect(isOut(desk)).toBe(true);
  });

  it.each([
    ["vacated", { what: "vacated", date: "2026-03-01", norms: null }, "order.notBound.ended"],
    ["in doubt", { what: "remanded", date: "2026-03-01" }, "order.doubt.remanded"],
  ] as const)("[O19] ends when the order is %s", (_name, event, why) => {
    const desk = bound();
    const controlId = suspended(desk);
    confirm(desk, withEvents(event));
    desk.nowMs = day("2026-03-05");
    desk.do({ by: "desk", kind: "order.review" });
    expect(isOut(desk)).toBe(false);
    expect(desk.state.controls.get(controlId)?.liftedBecause).toEqual([why]);
  });

  it("[O30] is doubted by what one person enters, and ends by two", () => {
    const desk = bound();
    const controlId = suspended(desk);
    desk.nowMs = day("2026-03-05");
    desk.orders = [withEvents(stay)];
    expect(review(desk)).toBe("nothing_to_do");
    desk.orders = [wholeOrder];
    find(desk, "wrecker", "excluded");
    expect(review(desk)).toBe("nothing_to_do");
    desk.orders = [];
    expect(review(desk)).toBe("nothing_to_do");
    expect(isOut(desk)).toBe(true);
    desk.agreed("lift", { kind: "liftControl", controlId }, [ann, lea]);
    expect(isOut(desk)).toBe(false);
  });
});
