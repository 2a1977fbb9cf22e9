import { describe, expect, test } from "vitest";
import { parseTestSignal, testAccount, testPseudonym } from "../rules/parse-test-signal.ts";
import { shippedRules } from "../rules/shipped-rules.ts";
import type { KeyedSignal } from "../signals/keyed-signal.ts";
import { Detector } from "./detector.ts";
import type { Finding } from "./finding.ts";

const DAY_MS = 86_400_000;

const detector = (options: { signalsMax?: number; seed?: number } = {}): Detector =>
  new Detector({ rules: shippedRules, ...options });

const signals = (...texts: readonly string[]): readonly KeyedSignal[] =>
  texts.flatMap((text) => {
    const parsed = parseTestSignal(text);
    if (parsed === undefined) throw new Error(`no signal: ${text}`);
    return parsed;
  });

/** The last word of each finding. */
function feed(to: Detector, past: readonly KeyedSignal[]): readonly Finding[] {
  const last = new Map<string, Finding>();
  for (const signal of past) for (const finding of to.observe(signal)) last.set(finding.id, finding);
  return [...last.values()];
}

/** Looks somebody up and calls them; `whom` may carry a build or a link behind it. */
const strike = (at: string, who: string, whom: string): readonly string[] => [
  `${at} ${who} handleLookup ${whom}`,
  `${at} ${who} callRefused ${whom}`,
];

const threeStrikes = [
  ...strike("1h", "ann", "p1"),
  ...strike("2h", "ann", "p2"),
  ...strike("3h", "ann", "p3"),
];

describe("findings", () => {
  test("[D36] a finding says by which rule, about whom, how strongly, from what, and what else it could be", () => {
    const [finding] = feed(detector(), signals(...threeStrikes));
    expect(finding).toMatchObject({
      id: `strikes-after-lookup/${testAccount("ann")}`,
      rule: { id: "strikes-after-lookup", version: 1 },
      platform: "test",
      subject: { kind: "account", account: testAccount("ann") },
      strength: "moderate",
      atMs: 3 * 3_600_000,
      signals: [
        { kind: "handleLookup", count: 3, firstAtMs: 3_600_000, lastAtMs: 3 * 3_600_000 },
        { kind: "callRefused", count: 3 },
      ],
      couldBe: ["faultyRelease", "researcher"],
    });
  });

  test("[D37] everybody whom the account touched is listed, with the most that reached them, and nobody else", () => {
    const past = signals(
      "0h bob callRefused p9",
      "0h ann introduction p4",
      "0h ann handleLookup p5",
      "0h ann introduction p6",
      "1h ann introductionAccepted p6",
      ...threeStrikes,
      "4h ann callRefused p3",
    );
    const told = detector();
    const [finding] = feed(told, past);
    expect(
      new Map(finding?.exposures.map(({ target, reached, attempts }) => [target, [reached, attempts]])),
    ).toEqual(
      new Map<string, unknown>([
        [testPseudonym("p1"), ["lookedUp", 2]],
        [testPseudonym("p2"), ["lookedUp", 2]],
        [testPseudonym("p3"), ["lookedUp", 3]],
        [testPseudonym("p4"), ["introduction", 1]],
        [testPseudonym("p5"), ["lookedUp", 1]],
        [testPseudonym("p6"), ["accepted", 2]],
      ]),
    );
  });

  test("[D38] what grew is told again after a minute, and not twice for nothing", () => {
    const told = detector();
    feed(told, signals(...threeStrikes));
    expect(feed(told, signals("3h ann callRefused p4"))).toEqual([]);
    expect(told.settle(3 * 3_600_000 + 30_000)).toEqual([]);
    const [grown] = told.settle(3 * 3_600_000 + 61_000);
    expect(grown?.exposures).toHaveLength(4);
    expect(grown?.atMs).toBe(3 * 3_600_000);
    expect(told.settle(DAY_MS)).toEqual([]);
  });

  test("[D38] a stronger word is told at once", () => {
    const told = detector();
    feed(told, signals(...threeStrikes));
    const past = signals(
      "3h ann handleLookup p4",
      "3h ann callRefused p4",
      "3h ann handleLookup p5",
      "3h ann callRefused p5",
    );
    expect(feed(told, past).find(({ rule }) => rule.id === "strikes-after-lookup")?.strength).toBe("strong");
  });

  test("[D38] what time alone brings comes by settling", () => {
    const told = detector();
    const past = signals(...Array.from({ length: 60 }, (_, index) => `${index}m ann introduction p${index}`));
    expect(feed(told, past)).toEqual([]);
    const findings: Finding[] = [];
    for (let hour = 1; hour < 30; hour++) findings.push(...told.settle(hour * 3_600_000));
    expect(findings.map(({ rule }) => rule.id)).toEqual(["scattering"]);
  });

  test("[D34] what only a server may say is certain at once", () => {
    const [finding] = feed(detector(), signals("1h ann serverField ben"));
    expect(finding).toMatchObject({ rule: { id: "server-field" }, strength: "certain" });
  });

  test("[D33] a lead raises what holds, and holds nothing by itself", () => {
    expect(feed(detector(), signals("0h ann indicatorHit -", "0h ann report p1"))).toEqual([]);
    const raised = feed(detector(), signals("0h ann indicatorHit -", ...threeStrikes));
    expect(raised.map(({ strength }) => strength)).toEqual(["strong"]);
  });
});

describe("memory", () => {
  test("[D20] after fourteen days nothing of a signal is left", () => {
    const told = detector();
    feed(told, signals(...strike("0h", "ann", "p1"), ...strike("1h", "ann", "p2")));
    expect(feed(told, signals(...strike("15d", "ann", "p3"), ...strike("15d", "ann", "p4")))).toEqual([]);
    told.settle(29 * DAY_MS);
    expect(told.size).toMatchObject({ signals: 0, accounts: 0 });
    expect([...told.scores(testAccount("ann")).values()]).toEqual([]);
  });

  test("[D20] memory stays where it is over weeks of the same life", () => {
    const told = detector();
    const sizes: number[] = [];
    for (let day = 0; day < 60; day++) {
      for (let index = 0; index < 200; index++) {
        const [signal] = signals(
          `${day}d u${(day * 37 + index * 11) % 1000} handleLookup p${(day + index * 7) % 900}`,
        );
        told.observe({ ...signal!, links: [{ kind: "deviceKey", tag: new Uint8Array(16).fill(index) }] });
      }
      sizes.push(told.size.bytes);
    }
    expect(new Set(sizes.slice(20)).size).toBe(1);
    expect(told.size.signals).toBeLessThanOrEqual(14 * 200);
  });

  test("[D20] when there are more than fit, the oldest go first, and are counted", () => {
    const told = detector({ signalsMax: 4096 });
    for (let index = 0; index < 5000; index++)
      told.observe(signals(`${index}s u${index} handleLookup p${index}`)[0]!);
    expect(told.size.signals).toBe(4096);
    expect(told.size.droppedEarly).toBe(904);
  });

  test("[D21] who repeats themselves takes no room, and every time counts", () => {
    const told = detector();
    feed(told, signals(...Array.from({ length: 50 }, (_, index) => `${index}s ann handleLookup -`)));
    expect(told.size.signals).toBe(1);
    expect(told.scores(testAccount("ann")).get("enumeration")).toBeCloseTo(50, 0);
  });

  test("[D22] an acceptance without an introduction leaves no trace", () => {
    const told = detector();
    feed(
      told,
      signals(
        "1h ann introductionAccepted ben",
        "1h ann introduction cay",
        "2h ann introductionAccepted ben",
      ),
    );
    expect(told.size.signals).toBe(1);
    feed(told, signals("3h ann introductionAccepted cay"));
    expect(told.size.signals).toBe(2);
  });

  test("[D23] without an account a signal counts for the few strangers who wrote, as an inference", () => {
    const told = detector();
    const past = signals(
      "0h ann introduction p1",
      "0h ben introduction p1",
      "1h - linkRefused p1",
      "2h - linkRefused p2",
    );
    feed(told, past);
    expect(told.scores(testAccount("ann")).get("foreign-device")).toBeCloseTo(2.5, 1);
    expect(told.scores(testAccount("ben")).get("foreign-device")).toBeCloseTo(2.5, 1);
    expect(told.size.unattributed).toBe(1);
  });

  test("[D39] fed again in order, another detector says the same, whatever its seed", () => {
    const past = signals(
      ...Array.from({ length: 30 }, (_, index) =>
        strike(`${index}h`, `a${index % 4}`, `p${index} clientTrace=x`),
      ).flat(),
      "31h bob serverField p1",
    );
    const all = (seed: number): readonly Finding[] => {
      const told = detector({ seed });
      return past.flatMap((signal) => told.observe(signal));
    };
    expect(all(1).length).toBeGreaterThan(3);
    expect(all(2)).toEqual(all(1));
  });

  test("[D40] a flood from one account costs few looks", () => {
    const told = detector();
    let findings = 0;
    for (let index = 0; index < 8_000; index++) {
      findings += told.observe(signals(`${index * 10}s ann handleLookup p${index}`)[0]!).length;
    }
    // A day at the rate limit: told at first, then ever less often.
    expect(findings).toBeGreaterThan(3);
    expect(findings).toBeLessThan(400);
  });
});

describe("clusters", () => {
  test("[D27] a key that a chain only names joins nobody; one that was proven does", () => {
    const struck = [...strike("1h", "a1", "p1"), ...strike("2h", "a2", "p2"), ...strike("3h", "a1", "p3")];
    const named = signals("0h a1 registered - deviceKey=k", "0h a2 registered - deviceKey=k", ...struck);
    expect(feed(detector(), named)).toEqual([]);
    const proven = signals("0h a1 newBuild - deviceKey=k", "0h a2 newBuild - deviceKey=k", ...struck);
    expect(feed(detector(), proven).map(({ subject }) => subject)).toEqual([
      {
        kind: "cluster",
        cluster: testAccount("a1").slice(0, 16),
        accounts: [testAccount("a1"), testAccount("a2")],
        linkedBy: ["deviceKey"],
      },
    ]);
  });

  test("[D28] a cluster's finding names nobody for the company that they keep", () => {
    const past = signals(
      ...Array.from({ length: 6 }, (_, index) => `0h m${index} registered - registrationBatch=code`),
      "0h m5 introduction p7",
      ...strike("1h", "m1", "p1"),
      ...strike("2h", "m2", "p2"),
      ...strike("3h", "m3", "p3"),
    );
    const [finding] = feed(detector(), past);
    expect(finding?.subject).toMatchObject({
      kind: "cluster",
      accounts: [1, 2, 3].map((n) => testAccount(`m${n}`)),
    });
    expect(finding?.exposures.map(({ target }) => target)).not.toContain(testPseudonym("p7"));
  });

  test("[D28] what one member did alone is a finding about that member", () => {
    const past = signals(
      "0h ben registered - registrationBatch=x",
      "0h ann registered - registrationBatch=x",
      ...threeStrikes,
    );
    expect(feed(detector(), past).map(({ subject }) => subject)).toEqual([
      { kind: "account", account: testAccount("ann") },
    ]);
  });

  test("[D24] a release's fault counts for nobody; a made-up build protects nobody", () => {
    const faults = (who: string, build: string): readonly string[] =>
      ["p1", "p2", "p3"].flatMap((whom, index) => strike(`${index + 2}h`, who, `${whom} build=${build}`));
    const crowd = ["0h crowd*300 newBuild - build=2.0", "1h crowd*100 callRefused q build=2.0"];
    expect(feed(detector(), signals(...crowd, ...faults("ann", "2.0")))).toEqual([]);
    expect(feed(detector(), signals(...crowd, ...faults("ann", "mine")))).toHaveLength(1);
  });

  test("[D32] one person tried ten times is one person", () => {
    const told = detector();
    feed(told, signals(...Array.from({ length: 10 }, (_, index) => `${2 * index}h ann callRefused p1`)));
    expect(told.scores(testAccount("ann")).get("strikes")).toBeCloseTo(2, 5);
  });
});
