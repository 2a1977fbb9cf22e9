import { describe, expect, it } from "vitest";
import { emptyDesk, suggestCases, type Finding } from "../src/index.ts";
import { accountOf, ann, Desk, finding, id } from "./desk-fixture.ts";

const shared = ["t1", "t2", "t3", "t4", "t5"];
const groups = (findings: readonly Finding[]) =>
  suggestCases(emptyDesk, findings).map((each) => each.findings);

describe("[V26] what looks like one campaign", () => {
  it("shares an account, alone or in a cluster", () => {
    const account = accountOf("attacker a");
    const cluster = { kind: "cluster", cluster: "k", accounts: [account, accountOf("z")] } as const;
    const a = finding("a", ["t1"]);
    const k = finding("k", ["t2"], { subject: cluster });
    expect(groups([a, k, finding("b", ["t3"])])).toEqual([["rule/a", "rule/k"]]);
  });

  it("shares five people, or two who make half of the smaller", () => {
    const many = (name: string) => Array.from({ length: 20 }, (_, index) => `${name}${index}`);
    expect(
      groups([finding("a", [...shared, ...many("x")]), finding("b", [...shared, ...many("y")])]),
    ).toHaveLength(1);
    const four = shared.slice(1);
    expect(
      groups([finding("a", [...four, ...many("x")]), finding("b", [...four, ...many("y")])]),
    ).toHaveLength(0);
    expect(
      groups([finding("a", ["t1", "t2", ...many("x")]), finding("b", ["t1", "t2", "u1", "u2"])]),
    ).toHaveLength(1);
    // Who is hunted is hunted by many: one person in common says nothing.
    expect(groups([finding("a", ["t1"]), finding("b", ["t1"])])).toHaveLength(0);
  });

  it("goes from one to the next, and says why", () => {
    const a = finding("a", ["t1", "t2"]);
    const b = finding("b", ["t1", "t2", "t3", "t4"]);
    const c = finding("c", ["t3", "t4"]);
    const [suggestion] = suggestCases(emptyDesk, [a, b, c]);
    expect(suggestion?.findings).toEqual(["rule/a", "rule/b", "rule/c"]);
    expect(suggestion?.because).toEqual([
      { findings: ["rule/a", "rule/b"], kind: "exposures", shared: 2 },
      { findings: ["rule/b", "rule/c"], kind: "exposures", shared: 2 },
    ]);
  });

  it("names the cases that hold some of it, and nothing that is settled", () => {
    const desk = Desk.staffed();
    const one = desk.confirmed("one", finding("a", ["t1", "t2"]), finding("a2", ["t1", "t2"]));
    const two = desk.confirmed("two", finding("b", ["t8", "t9"]));
    expect(suggestCases(desk.state, [])).toEqual([]);
    const linking = finding("c", ["t1", "t2", "t8", "t9"]);
    expect(suggestCases(desk.state, [linking])).toMatchObject([
      { cases: [one, two].toSorted(), findings: ["rule/c"] },
    ]);
    desk.do({ by: ann, kind: "case.open", caseId: id("no"), findings: [linking] });
    desk.do({
      by: ann,
      kind: "case.dismiss",
      caseId: id("no"),
      expected: 1,
      reason: "harmless",
      growBy: 5,
      exposed: 9,
    });
    expect(suggestCases(desk.state, [linking])).toEqual([]);
  });
});
