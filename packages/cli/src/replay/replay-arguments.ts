import { parseArgs } from "node:util";
import { variants, type Variant } from "@bridle/desk";
import { err, ok, type Result } from "@bridle/protocol";

/** What `bridle replay` is asked to do. */
export interface ReplayCommand {
  /** Names of shipped scenarios, or paths of files. */
  readonly scenarios: readonly string[];
  /** Absent: as the scenario says. */
  readonly users: number | undefined;
  readonly seed: number;
  readonly variant: Variant | undefined;
  /** Files or folders with rules; empty: those that come with the program. */
  readonly rules: readonly string[];
  readonly json: boolean;
}

export const replayHelp = `usage: bridle replay NAME|FILE … [options]
       bridle replay --list

Runs a world through the server's own code in virtual time: everyday life, and in it an attack or something
that only looks like one. Prints who was found and missed, who was named wrongly, and how long it took.
Nothing is sent anywhere. What is real in it and what is made up: docs/replays.md.

  --list             the worlds that come with the program; "all" runs every one of them
  --users N          how many people live in it; default: as the scenario says
  --seed S           draws another world of the same kind; default: 1
  --variant NAME     the same attack otherwise: ${variants.join(", ")}
  --rules PATH       rules to try, a file or a folder of them, in place of those in use; may be repeated
  --json             one JSON object per world, for programs

Ends with 0 if every goal of the scenarios holds, 1 if one doesn't, 64 for wrong use.
`;

/** Reads the arguments behind `bridle replay`. */
export function parseReplayArguments(
  args: readonly string[],
): Result<ReplayCommand | "help" | "list", string> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        users: text,
        seed: text,
        variant: text,
        rules: { type: "string", multiple: true },
        json: flag,
        list: flag,
        help: { ...flag, short: "h" },
      },
      allowPositionals: true,
    });
    if (values.help === true) return ok("help");
    if (values.list === true) return ok("list");
    if (positionals.length === 0) return err("expected the name of a world, or its file");
    const users = values.users === undefined ? undefined : wholeNumber(values.users, 100, 2_000_000);
    if (users === "bad") return err("--users: expected a number from 100 to 2000000");
    const seed = wholeNumber(values.seed ?? "1", 0, 0xffffffff);
    if (seed === "bad") return err("--seed: expected a number from 0 to 4294967295");
    const variant = variants.find((known) => known === values.variant);
    if (values.variant !== undefined && variant === undefined) {
      return err(`--variant: expected one of ${variants.join(", ")}`);
    }
    const { rules = [], json = false } = values;
    return ok({ scenarios: positionals, users, seed, variant, rules, json });
  } catch (thrown) {
    return err(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function wholeNumber(text: string, min: number, max: number): number | "bad" {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : -1;
  return number >= min && number <= max ? number : "bad";
}
