import {
  type Ed25519Signer,
  judgeTlogProof,
  type LedgerCrypto,
  type Policy,
  type ProofVerdict,
} from "@bridle/ledger";
import { concatBytes, err, ok, type Result, type Sha256, toHex, utf8Encode } from "@bridle/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { Misfit } from "../json/json-form.ts";
import { readReport, reportBytes } from "./make-report.ts";
import { nextPeriod } from "./period.ts";
import type { TransparencyReport } from "./report-form.ts";

const LABEL = utf8Encode("bridle/transparency-report/v1\0");

/** A report as it is published: its bytes and a signature (Ed25519, 64 bytes) over label and bytes. */
export interface SignedReport {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

export async function signTransparencyReport(
  report: TransparencyReport,
  signer: Ed25519Signer,
): Promise<SignedReport> {
  const bytes = reportBytes(report);
  return { bytes, signature: await signer.sign(concatBytes(LABEL, bytes)) };
}

/** What of a report stands in the log: its period and its hash, in one spelling. Two entries for one period contradict each other. */
export function reportEntry(sha256: Sha256, { bytes }: SignedReport, period: string): Uint8Array {
  return utf8Encode(canonicalJson({ entry: "bridle.transparency/1", period, sha256: toHex(sha256(bytes)) }));
}

export type ReportDoubt =
  | { readonly kind: "badSignature" }
  | { readonly kind: "misfit"; readonly misfit: Misfit }
  /** It doesn't follow the report that it should follow. */
  | { readonly kind: "notAfterPrevious" };

interface Examination {
  readonly crypto: LedgerCrypto;
  /** The service's key, from elsewhere than the report. 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The report of the period before, if the examiner has it. */
  readonly previous?: Uint8Array;
}

/** Checks a report as somebody who doesn't trust its maker: signature, form, one spelling, and its place after the one before. */
export function verifyTransparencyReport(
  { bytes, signature }: SignedReport,
  { crypto, publicKey, previous }: Examination,
): Result<TransparencyReport, ReportDoubt> {
  if (!crypto.verifyEd25519(publicKey, concatBytes(LABEL, bytes), signature)) {
    return err({ kind: "badSignature" });
  }
  const report = readReport(bytes);
  if (!report.ok) return err({ kind: "misfit", misfit: report.error });
  if (previous === undefined) return ok(report.value);
  const before = readReport(previous);
  const follows =
    before.ok &&
    report.value.previous === toHex(crypto.sha256(previous)) &&
    report.value.period === nextPeriod(before.value.period);
  return follows ? ok(report.value) : err({ kind: "notAfterPrevious" });
}

/** Whether the log holds this very report, under the examiner's policy. */
export function judgeLoggedReport(
  signed: SignedReport,
  period: string,
  {
    crypto,
    policy,
    proof,
  }: { readonly crypto: LedgerCrypto; readonly policy: Policy; readonly proof: string },
): ProofVerdict {
  return judgeTlogProof(crypto, policy, { proof, entry: reportEntry(crypto.sha256, signed, period) });
}
