import { sha256 } from "@bridle/core";
import { parseVerifierKey } from "@bridle/ledger";
import type { DirectoryStatus } from "../../api/shapes.ts";
import type { DirectoryTerms } from "../../store/directory-store.ts";
import { trustIn } from "./trust.ts";

/** Names of the log, of those who cosign it and of those who replay it. */
export function describe(terms: DirectoryTerms): Pick<DirectoryStatus, "log" | "witnesses" | "auditors"> {
  const trust = trustIn(terms);
  const log = parseVerifierKey(sha256, terms.identity.logKey)?.name;
  const auditors = (trust?.auditors ?? []).map(({ name }) => name);
  const witnesses = (trust?.policy.witnesses ?? []).map(({ key }) => key.name);
  return {
    ...(log === undefined ? {} : { log }),
    witnesses: witnesses.filter((name) => !auditors.includes(name)),
    auditors,
  };
}
