import { existsSync } from "node:fs";
import {
  judgeLoggedReport,
  verifyTransparencyReport,
  type ReportDoubt,
  type SignedReport,
} from "@bridle/desk";
import type { Policy, ProofVerdict } from "@bridle/ledger";
import { fromHex } from "@bridle/protocol";
import { nodeCrypto } from "@bridle/server/ledger";
import { type CommandIo, exit, UsageError } from "../ledger/command-io.ts";
import { readNamedFile, readNamedText, readOptions, readPolicy, required } from "../ledger/options.ts";

interface Ground {
  readonly publicKey: Uint8Array;
  readonly policy: Policy | undefined;
}

/** `bridle desk report verify`: checks published reports offline; no server, no network. */
export function reportVerifyCommand(args: readonly string[], io: CommandIo): number {
  const options = readOptions(args, ["key", "policy"], true);
  if (options.rest.length === 0) throw new UsageError("name the reports, the oldest first");
  const publicKey = fromHex(required(options, "key"));
  if (publicKey?.length !== 32) throw new UsageError("--key: expected 32 bytes in hex");
  const policyPath = options.named.get("policy");
  const ground = { publicKey, policy: policyPath === undefined ? undefined : readPolicy(policyPath) };
  const codes: number[] = [];
  let previous: Uint8Array | undefined;
  for (const path of options.rest) {
    const signed = signedReport(path);
    codes.push(...judge(path, { signed, previous }, { ground, io }));
    previous = signed.bytes;
  }
  if (codes.includes(exit.contradicted)) return exit.contradicted;
  return codes.includes(exit.notProven) ? exit.notProven : exit.done;
}

function judge(
  path: string,
  { signed, previous }: { readonly signed: SignedReport; readonly previous: Uint8Array | undefined },
  { ground, io }: { readonly ground: Ground; readonly io: CommandIo },
): readonly number[] {
  const { publicKey, policy } = ground;
  const examination = { crypto: nodeCrypto, publicKey, ...(previous === undefined ? {} : { previous }) };
  const report = verifyTransparencyReport(signed, examination);
  if (!report.ok) {
    io.stdout(`${path}: Contradicted: ${doubts[report.error.kind]}\n`);
    return [exit.contradicted];
  }
  const { period, previous: named } = report.value;
  const place =
    previous !== undefined
      ? "it follows the report before it"
      : named === null
        ? "it says that it is the first"
        : `it follows ${named}, which wasn't given`;
  io.stdout(`${path}: Proven: the report of ${period} is signed by this key, and ${place}.\n`);
  if (policy === undefined) return [exit.done];
  const proofPath = beside(path, ".proof");
  if (!existsSync(proofPath)) {
    io.stdout(`${path}: Not proven: there is no ${proofPath}.\n`);
    return [exit.notProven];
  }
  const proof = readNamedText(proofPath);
  const verdict = judgeLoggedReport(signed, period, { crypto: nodeCrypto, policy, proof });
  io.stdout(`${path}: ${sentence(verdict)}\n`);
  if (verdict.kind === "proven") return [exit.done];
  return [verdict.kind === "contradicted" ? exit.contradicted : exit.notProven];
}

const doubts: Readonly<Record<ReportDoubt["kind"], string>> = {
  badSignature: "this key didn't sign it.",
  misfit: "it is signed and isn't a report.",
  notAfterPrevious: "it doesn't follow the report before it.",
};

function sentence(verdict: ProofVerdict): string {
  if (verdict.kind !== "proven") {
    const how = verdict.kind === "contradicted" ? "Contradicted" : "Not proven";
    return `${how}: the log doesn't show it (${verdict.reason.replaceAll("_", " ")}).`;
  }
  const { checkpoint, cosignatures } = verdict.by;
  return `Proven: it is number ${verdict.index} of ${checkpoint.size} in ${checkpoint.origin}, seen by ${cosignatures.length} of the policy's witnesses.`;
}

function signedReport(path: string): SignedReport {
  const signature = fromHex(readNamedText(beside(path, ".sig")).trim());
  if (signature?.length !== 64) throw new UsageError(`${beside(path, ".sig")}: expected 64 bytes in hex`);
  return { bytes: readNamedFile(path), signature };
}

/** The file of the same name with another ending. */
function beside(path: string, ending: string): string {
  return `${path.replace(/\.json$/, "")}${ending}`;
}
