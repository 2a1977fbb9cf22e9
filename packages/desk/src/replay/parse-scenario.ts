import type { Result } from "@bridle/protocol";
import { readJson, type JsonPlace } from "../rules/json-reader.ts";
import { steps, type Goals, type Group, type Scenario } from "./scenario.ts";

const USERS_MAX = 2_000_000;
const DAYS_MAX = 60;

/** A scenario out of a JSON document; an error says where and what was expected. */
export function parseScenario(document: unknown): Result<Scenario, string> {
  return readJson(document, scenario);
}

function scenario(place: JsonPlace): Scenario {
  const fields = place.fields([
    "name",
    "title",
    "description",
    "sources",
    "synthesised",
    "days",
    "users",
    "builds",
    "groups",
    "goals",
  ]);
  const days = fields.days.whole(1, DAYS_MAX);
  const name = fields.name.text(40);
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name)) fields.name.refuse("small letters, digits and hyphens");
  return {
    name,
    title: fields.title.text(120),
    description: fields.description.text(1200),
    sources: fields.sources.list(20, (source) => source.text(400)),
    synthesised: fields.synthesised.list(20, (made) => made.text(400)),
    days,
    users: fields.users.whole(100, USERS_MAX),
    builds: fields.builds.list(20, (build) => {
      const said = build.fields(["name", "share"]);
      return { name: said.name.text(64), share: said.share.number(0.001, 1) };
    }),
    groups: fields.groups.list(20, (one) => group(one, days)),
    goals: goals(fields.goals),
  };
}

function group(place: JsonPlace, days: number): Group {
  const fields = place.fields(
    ["name", "intent", "accounts", "network", "client", "people", "fromDay", "toDay", "steps"],
    ["joins", "addresses", "build", "among", "fromHour", "toHour", "answers", "divided"],
  );
  const fromDay = fields.fromDay.number(0, days);
  const fromHour = fields.fromHour?.number(0, 24) ?? 0;
  return {
    name: fields.name.text(60),
    intent: fields.intent.oneOf(["attack", "harmless"]),
    accounts: fields.accounts.whole(1, 100_000),
    network: fields.network.oneOf(["residential", "mobile", "hosting"]),
    addresses: fields.addresses?.whole(1, 10_000) ?? 1,
    client: fields.client.oneOf(["ours", "imitation"]),
    people: people(fields.people),
    among: fields.among?.oneOf(["everybody", "group", "one"]) ?? "everybody",
    fromDay,
    toDay: fields.toDay.number(fromDay, days),
    fromHour,
    toHour: fields.toHour?.number(fromHour, 24) ?? 24,
    steps: fields.steps.list(12, step),
    divided: fields.divided?.yes() ?? false,
    shuffled: false,
    ...(fields.joins === undefined ? {} : { joins: joins(fields.joins, days) }),
    ...(fields.build === undefined ? {} : { build: fields.build.text(64) }),
    ...(fields.answers === undefined ? {} : { answers: answers(fields.answers) }),
  };
}

function people(place: JsonPlace): Group["people"] {
  const { each, total } = place.fields([], ["each", "total"]);
  if ((each === undefined) === (total === undefined)) return place.refuse("either each or total");
  if (each !== undefined) return { each: each.whole(1, 100_000) };
  return total === undefined ? {} : { total: total.whole(1, 1_000_000) };
}

function step(place: JsonPlace): Group["steps"][number] {
  const fields = place.fields(["do"], ["afterMinutes", "chance"]);
  return {
    do: fields.do.oneOf(steps),
    afterMinutes: fields.afterMinutes?.number(0, 100_000) ?? 0,
    chance: fields.chance?.number(0, 1) ?? 1,
  };
}

function joins(place: JsonPlace, days: number): NonNullable<Group["joins"]> {
  const fields = place.fields(["day", "withinHours", "places"], ["code"]);
  return {
    day: fields.day.number(0, days),
    withinHours: fields.withinHours.number(0, 24 * days),
    places: fields.places.whole(1, 10_000),
    code: fields.code?.yes() ?? false,
  };
}

function answers(place: JsonPlace): NonNullable<Group["answers"]> {
  const fields = place.fields(["share", "withinHours"]);
  return { share: fields.share.number(0, 1), withinHours: fields.withinHours.number(0.01, 24 * 30) };
}

function goals(place: JsonPlace): Goals {
  const fields = place.fields(["falseAccounts"], ["allTargets", "thirdAttemptMinutes"]);
  const { thirdAttemptMinutes } = fields;
  return {
    falseAccounts: fields.falseAccounts.number(0, 1_000_000),
    allTargets: fields.allTargets?.yes() ?? false,
    ...(thirdAttemptMinutes === undefined
      ? {}
      : { thirdAttemptMinutes: thirdAttemptMinutes.number(0.01, 100_000) }),
  };
}
