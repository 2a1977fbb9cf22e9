import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { initDeskKey, type CeremonyRefusal } from "@bridle/server";
import { askedPassword } from "../check/password.ts";
import { defaultServerFolder } from "../data-folder.ts";
import { exitFault, exitOk, exitUsage } from "../exit-codes.ts";
import { log } from "../log.ts";

const usage = `usage: bridle desk init --analyst NAME [--passphrase-file FILE] --analyst NAME [--passphrase-file FILE] … [--data DIR]

Makes the desk's key in a data folder that has none. Its private half exists in shares only, one for each
person, wrapped under that person's passphrase; any two people open with it whom an attack reached. Each
person types their passphrase, at least twelve characters, and nobody else looks. Or, for programs: one file
for each person in the order of their names, or one line for each on stdin. Start the server again afterwards.

Keep the passphrases apart, and never lose all but one: without two of them sealed targets stay sealed.
`;

const refusals: Readonly<Record<CeremonyRefusal, string>> = {
  there_is_a_key: "the data folder has a desk key already; what it sealed opens with it alone",
  two_people_needed: "--analyst: expected at least two people",
  too_many_people: "--analyst: expected at most 16 people",
  bad_name: "--analyst: expected a name of at most 64 characters",
  same_name_twice: "--analyst: the same name twice",
  passphrase_too_short: "a passphrase has at least twelve characters",
  same_passphrase_twice: "two people gave the same passphrase",
};

/** The ceremony that makes the desk's key. The exit code; prints no secret. */
export async function runDeskInit(args: readonly string[]): Promise<number> {
  const asked = read(args);
  if (asked === undefined) return exitUsage;
  if (asked.help === true) {
    process.stdout.write(usage);
    return exitOk;
  }
  const { analyst: names = [], "passphrase-file": files = [] } = asked;
  if (files.length > 0 && files.length !== names.length) {
    log("--passphrase-file: expected one for each --analyst, or none");
    return exitUsage;
  }
  try {
    const phrases = files.length > 0 ? files.map(firstLine) : await typed(names);
    const people = names.map((name, index) => ({ name, passphrase: phrases[index] ?? "" }));
    const made = await initDeskKey(resolve(asked.data ?? defaultServerFolder()), people);
    if (!made.ok) {
      log(refusals[made.error]);
      return made.error === "there_is_a_key" ? exitFault : exitUsage;
    }
    process.stdout.write(
      `Made the desk's key for ${made.value.names.join(", ")}. Any two of them open it.\n`,
    );
    return exitOk;
  } catch (thrown) {
    log(`desk init failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitFault;
  }
}

function read(args: readonly string[]) {
  const many = { type: "string", multiple: true } as const;
  try {
    const options = {
      data: { type: "string" },
      analyst: many,
      "passphrase-file": many,
      help: { type: "boolean" },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (thrown) {
    log(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${usage}`);
    return undefined;
  }
}

function firstLine(file: string): string {
  return readFileSync(file, "utf8").split("\n", 1)[0]?.replace(/\r$/, "") ?? "";
}

/** At a terminal without showing it, else a line of stdin for each. */
async function typed(names: readonly string[]): Promise<readonly string[]> {
  const phrases: string[] = [];
  if (process.stdin.isTTY) {
    for (const name of names) phrases.push((await askedPassword(`Passphrase of ${name}: `)) ?? "");
    return phrases;
  }
  for await (const line of createInterface({ input: process.stdin })) phrases.push(line);
  return phrases;
}
