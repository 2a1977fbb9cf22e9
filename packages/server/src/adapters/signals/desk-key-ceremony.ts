import { mkdirSync } from "node:fs";
import { codePoints, err, ok, type Result } from "@bridle/protocol";
import { ANALYSTS_MAX, ANALYSTS_NEEDED, type Unlock } from "../../signals/desk-key.ts";
import { createDeskKey } from "./desk-key.ts";
import { readDeskKey, writeDeskKey } from "./key-files.ts";

const PASSPHRASE_CODE_POINTS_MIN = 12;
const NAME_CODE_POINTS_MAX = 64;

export type CeremonyRefusal =
  | "there_is_a_key"
  | "two_people_needed"
  | "too_many_people"
  | "bad_name"
  | "same_name_twice"
  | "passphrase_too_short"
  | "same_passphrase_twice";

/**
 * Makes the desk's key in a data folder that has none; a running server uses it from its next start. The
 * whole private key exists in this process alone, for a moment.
 */
export async function initDeskKey(
  dataDir: string,
  people: readonly Unlock[],
): Promise<Result<{ readonly names: readonly string[] }, CeremonyRefusal>> {
  if (readDeskKey(dataDir) !== undefined) return err("there_is_a_key");
  const refusal = refusalOf(people);
  if (refusal !== undefined) return err(refusal);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeDeskKey(dataDir, await createDeskKey(people));
  return ok({ names: people.map(({ name }) => name) });
}

function refusalOf(people: readonly Unlock[]): CeremonyRefusal | undefined {
  if (people.length < ANALYSTS_NEEDED) return "two_people_needed";
  if (people.length > ANALYSTS_MAX) return "too_many_people";
  if (people.some(({ name }) => !isName(name))) return "bad_name";
  if (new Set(people.map(({ name }) => name)).size < people.length) return "same_name_twice";
  const phrases = people.map(({ passphrase }) => passphrase.normalize("NFKC"));
  if (phrases.some((phrase) => codePoints(phrase) < PASSPHRASE_CODE_POINTS_MIN))
    return "passphrase_too_short";
  // Two people with one passphrase are one person.
  return new Set(phrases).size < phrases.length ? "same_passphrase_twice" : undefined;
}

function isName(name: string): boolean {
  return (
    name.trim() === name && name !== "" && name.isWellFormed() && codePoints(name) <= NAME_CODE_POINTS_MAX
  );
}
