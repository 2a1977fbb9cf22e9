import type { Aftermath } from "@bridle/desk";
import type { RunReport } from "./run-world.ts";

/** One world that ran, with the goals that it broke. */
export interface Replayed extends RunReport {
  readonly scenario: string;
  readonly title: string;
  readonly users: number;
  readonly days: number;
  readonly seed: number;
  readonly broken: readonly string[];
}

/** A replay in words and numbers, for a terminal. */
export function reportTable(replayed: Replayed): string {
  const { scenario, title, users, days, seed, outcome, broken } = replayed;
  const rows: readonly (readonly [string, string])[] = [
    ...(outcome.targets === 0 ? [] : attackRows(replayed)),
    [
      "named wrongly",
      `${outcome.falseAccounts} accounts, ${outcome.falsePerMillionDay.toFixed(2)} per million users and day`,
    ],
    ["findings", String(outcome.findings)],
    ["messages between contacts", `${replayed.messages} carried, ${replayed.messageSignals} signals of them`],
    ["real accounts", `${replayed.registered} registered over the wire, ${replayed.directory} only entered`],
    ["acts", `${replayed.acts}, of which ${sum(replayed.refusals)} were refused`],
    ["signals", `${sum(replayed.signals)}`],
    [
      "detector",
      `${replayed.detectorMicroseconds.toFixed(1)} µs a signal, ${(replayed.detectorBytes / 1e6).toFixed(1)} MB`,
    ],
    ["took", `${replayed.wallSeconds.toFixed(1)} s`],
    ["goals", broken.length === 0 ? "all hold" : `BROKEN: ${broken.join("; ")}`],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(33)}${value}`);
  const head = `${scenario}: ${title}\n  ${users} users, ${days} days, seed ${seed}`;
  return `${head}\n${lines.join("\n")}\n\n`;
}

function attackRows({
  outcome,
  strangerBytes,
  introductionBytes,
  aftermath,
}: Replayed): readonly (readonly [string, string])[] {
  return [
    ["targets found", `${outcome.found} of ${outcome.targets}`],
    ["listed, but not targets", String(outcome.others)],
    ["attackers named", `${outcome.attackersNamed} of ${outcome.attackers}`],
    ["from first act to finding", minutes(outcome.minutesFromFirst)],
    ["from third attempt to finding", minutes(outcome.minutesFromThird)],
    ["strangers' bytes past the gate", `${strangerBytes}; ${introductionBytes} in introductions`],
    ...(aftermath === undefined ? [] : deskRows(aftermath)),
  ];
}

function deskRows(done: Aftermath): readonly (readonly [string, string])[] {
  return [
    ["opened by two persons' shares", `${done.opened} of ${done.targets}`],
    ["notices delivered", `${done.delivered} of ${done.notices}`],
    ["controls applied", `${done.refused} of ${done.controls} suspended accounts are refused`],
    ["ledger proofs verified", `${done.proven} of ${done.logged} decisions`],
  ];
}

function minutes(value: number | undefined): string {
  if (value === undefined) return "-";
  return value < 0 ? `${(-value).toFixed(1)} min before it` : `${value.toFixed(1)} min`;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
