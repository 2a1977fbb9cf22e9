import type { ServerResponse } from "node:http";
import type { Ledger, LedgerLog } from "../ports/ledger.ts";

// The logs as C2SP tlog-tiles publishes them, for witnesses, auditors, mirrors and whoever is curious:
// `/ledger/directory/` and `/ledger/decisions/`, and the policy under which they are published.

const PREFIX = "/ledger/";
const LOGS: readonly LedgerLog[] = ["directory", "decisions"];
/** Resources that are being read; a reader of the whole log asks for a few at a time. */
const READING_MAX = 64;
let reading = 0;

export function isLedgerPath(path: string): boolean {
  return path.startsWith(PREFIX);
}

export async function answerLedger(
  response: ServerResponse,
  path: string,
  ledger: Ledger | undefined,
): Promise<void> {
  // Whoever checks us does it from elsewhere, with another program or page.
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Cross-Origin-Resource-Policy", "cross-origin");
  if (reading >= READING_MAX) {
    response.setHeader("Retry-After", "1");
    return plain(response, 503, "Too many at once.");
  }
  reading += 1;
  try {
    const found = await resource(path.slice(PREFIX.length), ledger);
    if (found === undefined) return plain(response, 404, "There is nothing here.");
    response.setHeader("Content-Type", found.text ? "text/plain; charset=utf-8" : "application/octet-stream");
    // All but the policy and the checkpoints stay as they are for good.
    response.setHeader("Cache-Control", found.text ? "no-cache" : "public, max-age=31536000, immutable");
    response.setHeader("Content-Length", found.bytes.length);
    response.writeHead(200).end(found.bytes);
  } finally {
    reading -= 1;
  }
}

async function resource(
  name: string,
  ledger: Ledger | undefined,
): Promise<{ readonly bytes: Uint8Array; readonly text: boolean } | undefined> {
  if (name === "policy") {
    const policy = ledger?.policy();
    return policy === undefined ? undefined : { bytes: Buffer.from(policy), text: true };
  }
  const [first = "", ...rest] = name.split("/");
  const log = LOGS.find((known) => known === first);
  const path = rest.join("/");
  const bytes = log === undefined ? undefined : await ledger?.resource(log, path);
  return bytes === undefined ? undefined : { bytes, text: path === "checkpoint" };
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.writeHead(status).end(`${text}\n`);
}
