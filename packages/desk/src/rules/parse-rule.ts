import type { Result } from "@bridle/protocol";
import { strengths, type Strength } from "../findings/finding.ts";
import { isHarmlessName } from "../findings/harmless.ts";
import { signalKinds, type SignalKind } from "../signals/signal.ts";
import { readJson, type JsonPlace } from "./json-reader.ts";
import { parseTestSignal } from "./parse-test-signal.ts";
import type { Line, Rule, RuleTest, Spared } from "./rule.ts";

const DAYS_14 = 14 * 24;

/** A rule out of a JSON document; an error says where and what was expected. */
export function parseRule(document: unknown): Result<Rule, string> {
  return readJson(document, rule);
}

function rule(place: JsonPlace): Rule {
  const fields = place.fields(
    [
      "id",
      "version",
      "author",
      "title",
      "description",
      "subject",
      "windowHours",
      "halfLifeHours",
      "lines",
      "strength",
      "couldBe",
      "tests",
    ],
    ["perMember", "spared", "raisedBy"],
  );
  const id = fields.id.text(40);
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(id)) fields.id.refuse("small letters, digits and hyphens");
  const read: Rule = {
    id,
    version: fields.version.whole(1, 9999),
    author: fields.author.text(80),
    title: fields.title.text(160),
    description: fields.description.text(1200),
    subject: fields.subject.oneOf(["account", "cluster", "any"]),
    windowHours: fields.windowHours.number(1, DAYS_14),
    halfLifeHours: fields.halfLifeHours.number(1, 10 * DAYS_14),
    lines: fields.lines.list(8, line),
    perMember: fields.perMember?.number(0, 1) ?? 0,
    raisedBy: fields.raisedBy === undefined ? [] : kinds(fields.raisedBy),
    strength: strength(fields.strength),
    couldBe: fields.couldBe.list(8, (name) => {
      const text = name.text(40);
      return isHarmlessName(text) ? text : name.refuse("a name of the catalogue of harmless explanations");
    }),
    tests: fields.tests.list(40, ruleTest),
    ...(fields.spared === undefined ? {} : { spared: spared(fields.spared) }),
  };
  if (read.lines.length === 0) fields.lines.refuse("at least one line");
  if (!read.tests.some((test) => test.expect === "nothing"))
    fields.tests.refuse("a test that expects nothing");
  if (!read.tests.some((test) => test.expect !== "nothing")) fields.tests.refuse("a test that expects more");
  return read;
}

function line(place: JsonPlace): Line {
  const fields = place.fields(
    ["kinds", "per", "points"],
    ["details", "nobody", "inferred", "aloneOnBuild", "atMost", "after", "unless", "ripeHours"],
  );
  const per = fields.per.oneOf(["target", "signal"]);
  const { details, nobody, inferred, aloneOnBuild, atMost, after, unless, ripeHours } = fields;
  if (per === "signal") {
    after?.refuse("this only with per: target");
    unless?.refuse("this only with per: target");
    ripeHours?.refuse("this only with per: target");
  } else nobody?.refuse("this only with per: signal");
  return {
    kinds: kinds(fields.kinds),
    per,
    points: fields.points.number(0, 1000),
    ...(details === undefined ? {} : { details: details.list(32, (detail) => detail.text(80)) }),
    ...(nobody === undefined ? {} : { nobody: nobody.yes() }),
    ...(inferred === undefined ? {} : { inferred: inferred.yes() }),
    ...(aloneOnBuild === undefined ? {} : { aloneOnBuild: aloneOnBuild.yes() }),
    ...(atMost === undefined ? {} : { atMost: atMost.number(0, 100_000) }),
    ...(after === undefined ? {} : { after: kinds(after) }),
    ...(unless === undefined ? {} : { unless: kinds(unless) }),
    ...(ripeHours === undefined ? {} : { ripeHours: ripeHours.number(0, DAYS_14) }),
  };
}

function kinds(place: JsonPlace): readonly SignalKind[] {
  const named = place.list(signalKinds.length, (kind) => kind.oneOf(signalKinds));
  return named.length === 0 ? place.refuse("at least one kind of signal") : named;
}

function spared(place: JsonPlace): Spared {
  const fields = place.fields(["of", "answered", "share"]);
  return { of: kinds(fields.of), answered: kinds(fields.answered), share: fields.share.number(0, 1) };
}

function strength(place: JsonPlace): Readonly<Partial<Record<Strength, number>>> {
  const points: Partial<Record<Strength, number>> = {};
  let before = 0;
  const given = new Map(place.entries(strengths.length));
  for (const name of given.keys())
    if (!strengths.some((known) => known === name)) place.refuse(strengths.join(", "));
  for (const name of strengths) {
    const value = given.get(name)?.number(0.01, 100_000);
    if (value === undefined) continue;
    if (value <= before) place.refuse("more points for more strength");
    points[name] = value;
    before = value;
  }
  return before === 0 ? place.refuse("at least one strength") : points;
}

function ruleTest(place: JsonPlace): RuleTest {
  const fields = place.fields(["name", "signals", "expect"]);
  const signals = fields.signals.list(400, (signal) => {
    const text = signal.text(400);
    return parseTestSignal(text) === undefined
      ? signal.refuse('a signal such as "5m ann callRefused ben"')
      : text;
  });
  return { name: fields.name.text(160), signals, expect: fields.expect.oneOf([...strengths, "nothing"]) };
}
