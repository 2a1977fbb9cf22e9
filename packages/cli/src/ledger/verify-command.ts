import { judgeTlogProof, type ProofVerdict } from "@bridle/ledger";
import { nodeCrypto } from "@bridle/server/ledger";
import { type CommandIo, exit } from "./command-io.ts";
import { readNamedFile, readNamedText, readOptions, readPolicy, required } from "./options.ts";

/** `bridle ledger verify`: checks a tlog-proof offline; no server, no network. */
export function verifyCommand(args: readonly string[], io: CommandIo): number {
  const options = readOptions(args, ["proof", "policy", "entry"]);
  const policy = readPolicy(required(options, "policy"));
  const proof = readNamedText(required(options, "proof"));
  const entryPath = options.named.get("entry");
  const entry = entryPath === undefined ? undefined : readNamedFile(entryPath);
  const verdict = judgeTlogProof(nodeCrypto, policy, { proof, entry });
  io.stdout(`${sentence(verdict, entry !== undefined)}\n`);
  if (verdict.kind === "proven") return exit.done;
  return verdict.kind === "contradicted" ? exit.contradicted : exit.notProven;
}

function sentence(verdict: ProofVerdict, ownEntry: boolean): string {
  if (verdict.kind === "proven") {
    const { checkpoint, cosignatures } = verdict.by;
    const what = ownEntry ? "The entry" : "The entry enclosed in the proof";
    const witnesses = `${cosignatures.length} ${cosignatures.length === 1 ? "witness" : "witnesses"}`;
    return `Proven: ${what} is number ${verdict.index} of ${checkpoint.size} in ${checkpoint.origin}, seen by ${witnesses}.`;
  }
  return shortfalls[verdict.reason];
}

const shortfalls = {
  forged_signature: "Contradicted: a signature in the proof is false.",
  not_in_tree: "Contradicted: the signed log does not have this entry at this place.",
  malformed: "Not proven: the file is not a tlog-proof.",
  unknown_log: "Not proven: no log that the policy names signed this.",
  no_quorum: "Not proven: too few of the policy's witnesses signed this.",
  no_entry: "Not proven: the proof encloses no entry; name one with --entry.",
} as const;
