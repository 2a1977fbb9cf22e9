import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  escapeHtml,
  htmlPage,
  pageStyle,
  periodText,
  readReport,
  reportLanguages,
  reportWords,
  transparencyPage,
  type ReportLanguage,
} from "@bridle/desk";
import { checkpointPath, parseCheckpoint, parseNote, proveEntry, tilesOf } from "@bridle/ledger";
import { toHex, utf8Decode } from "@bridle/protocol";
import { nodeCrypto } from "../adapters/ledger/node-crypto.ts";
import type { DeskReports, KeptReport } from "../desk/desk-reports.ts";
import type { ReportService } from "../desk/report-service.ts";
import type { Ledger } from "../ports/ledger.ts";

const REPORT_PATH = "/transparency";

/** One style, known by its hash, and nothing else: no script, no picture, no way out. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(pageStyle).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface ReportPagesOptions {
  readonly file: { readonly reports: Pick<DeskReports, "all" | "find"> };
  readonly reports: Pick<ReportService, "publicKey">;
  readonly ledger: Ledger | undefined;
}

interface Found {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Stays as it is for good. */
  readonly final: boolean;
}

export function isReportPath(path: string): boolean {
  return path === REPORT_PATH || path.startsWith(`${REPORT_PATH}/`);
}

/**
 * The public reports: `/transparency` lists them, `/transparency/2026-H1` is one as a page (`/ar` behind it in
 * Arabic), `.json` its signed bytes, `.sig` the signature in hex, `.proof` a tlog-proof of its place in the log;
 * `/transparency/key` is the key.
 */
export function reportPages(
  options: ReportPagesOptions,
): (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void> {
  return async (request, response, path) => {
    response.setHeader("Content-Security-Policy", POLICY);
    // Whoever checks a report does it from elsewhere.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
    const found = await resource(path.slice(REPORT_PATH.length + 1), options);
    const { type, body, final } = found ?? {
      type: "text/plain; charset=utf-8",
      body: "There is nothing here.\n",
      final: false,
    };
    response.setHeader("Content-Type", type);
    response.setHeader("Cache-Control", final ? "public, max-age=31536000, immutable" : "no-cache");
    response.setHeader("Content-Length", Buffer.byteLength(body));
    response.writeHead(found === undefined ? 404 : 200);
    response.end(request.method === "HEAD" ? undefined : body);
  };
}

async function resource(name: string, options: ReportPagesOptions): Promise<Found | undefined> {
  const { reports } = options.file;
  if (name === "" || name === "ar") {
    const body = listPage(reports.all(), name === "ar" ? "ar" : "en");
    return { type: "text/html; charset=utf-8", body, final: false };
  }
  if (name === "key") return text(`${toHex(options.reports.publicKey)}\n`);
  const [, period = "", form] = /^(\d{4}-H[12])(|\/ar|\.json|\.sig|\.proof)$/.exec(name) ?? [];
  const report = reports.find(period);
  if (report === undefined) return undefined;
  switch (form) {
    case ".json":
      return { type: "application/json", body: report.bytes, final: true };
    case ".sig":
      return { ...text(`${toHex(report.signature)}\n`), final: true };
    case ".proof": {
      const proof = await sharedProof(report, options.ledger);
      return proof === undefined ? undefined : text(proof);
    }
    default:
      return page(report, form === "/ar" ? "ar" : "en");
  }
}

function text(body: string): Found {
  return { type: "text/plain; charset=utf-8", body, final: false };
}

function page({ bytes }: KeptReport, language: ReportLanguage): Found | undefined {
  const report = readReport(bytes);
  if (!report.ok) return undefined;
  // A later version may say the same report in better words.
  return { type: "text/html; charset=utf-8", body: transparencyPage(report.value, language), final: false };
}

function listPage(reports: readonly KeptReport[], language: ReportLanguage): string {
  const { listTitle, listLead, direction, none, forms, otherLanguage } = reportWords(language);
  const rows = reports.toReversed().map(({ period, logIndex }) => {
    const base = `${REPORT_PATH}/${period}`;
    const link = (to: string, said: string): string => `<a href="${to}">${escapeHtml(said)}</a>`;
    const proof = logIndex === undefined ? [] : [link(`${base}.proof`, forms.proof)];
    const whole = link(language === "ar" ? `${base}/ar` : base, periodText(period, language));
    return `<li>${[whole, link(`${base}.json`, forms.json), link(`${base}.sig`, forms.signature), ...proof].join(" · ")}</li>`;
  });
  const other = reportLanguages.find((each) => each !== language) ?? language;
  const body = [
    `<header><h1>${escapeHtml(listTitle)}</h1><p>${escapeHtml(listLead)}</p></header><main>`,
    rows.length === 0 ? `<p>${escapeHtml(none)}</p>` : `<ul>${rows.join("\n")}</ul>`,
    `<p><a href="${REPORT_PATH}/key">${escapeHtml(forms.key)}</a></p></main>`,
    `<p><a href="${REPORT_PATH}${other === "en" ? "" : `/${other}`}" lang="${other}">${escapeHtml(otherLanguage)}</a></p>`,
  ];
  return htmlPage(listTitle, body.join("\n"), { language, direction });
}

/** Proofs that are being made: whoever asks meanwhile gets the same one, so that a crowd costs no more than one does. */
const making = new Map<string, Promise<string | undefined>>();

function sharedProof(report: KeptReport, ledger: Ledger | undefined): Promise<string | undefined> {
  const key = toHex(report.signature);
  const made = making.get(key) ?? proofOf(report, ledger).finally(() => making.delete(key));
  making.set(key, made);
  return made;
}

/** `undefined` while the published log doesn't show the report yet. */
async function proofOf({ logIndex }: KeptReport, ledger: Ledger | undefined): Promise<string | undefined> {
  if (logIndex === undefined || ledger === undefined) return undefined;
  const read = (path: string): Promise<Uint8Array | undefined> => ledger.resource("decisions", path);
  const note = await read(checkpointPath);
  const checkpoint = note === undefined ? undefined : utf8Decode(note);
  if (checkpoint === undefined || parseCheckpoint(parseNote(checkpoint)?.text ?? "") === undefined)
    return undefined;
  const proof = await proveEntry(nodeCrypto, tilesOf(read), { index: logIndex, checkpoint });
  return proof.ok ? proof.value : undefined;
}
