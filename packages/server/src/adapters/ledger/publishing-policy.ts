import {
  formatVerifierKey,
  parsePolicy,
  type Policy,
  type VerifierKey,
  type WitnessPort,
} from "@bridle/ledger";
import { StoreRefusal } from "../../ports/data-folder.ts";
import { httpWitness } from "./http-witness.ts";
import { nodeCrypto } from "./node-crypto.ts";

/** Under what policy the logs publish, and how clients are told. */
export interface PublishingPolicy {
  /** tlog-policy with our own logs' keys. */
  readonly text: string;
  readonly policy: Policy;
  readonly witnesses: readonly WitnessPort[];
}

/**
 * Reads the operator's tlog-policy: its witnesses, each with a URL, and its quorum. Logs that it names are
 * replaced by ours. Without a file nobody cosigns. Throws `StoreRefusal` with the line that is wrong.
 */
export function publishingPolicy(given: string | undefined, logs: readonly VerifierKey[]): PublishingPolicy {
  const kept = (given ?? "quorum none\n").split("\n").filter((line) => !/^[ \t]*log[ \t]/.test(line));
  const text = [...logs.map((key) => `log ${formatVerifierKey(key)}`), ...kept].join("\n").trimEnd();
  const read = parsePolicy(nodeCrypto.sha256, `${text}\n`);
  if (!read.ok) {
    const { line, reason } = read.error;
    const own = text.split("\n")[line - 1] ?? "the end";
    throw new StoreRefusal("unreadable", `The policy is wrong at "${own}": ${reason.replaceAll("_", " ")}.`);
  }
  const witnesses = read.value.witnesses.map((party) => {
    if (party.url !== undefined) return httpWitness(party, party.url);
    throw new StoreRefusal("unreadable", `The policy names no URL for the witness ${party.key.name}.`);
  });
  return { text: `${text}\n`, policy: read.value, witnesses };
}
