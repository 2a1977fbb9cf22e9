import {
  ageEncrypt,
  type Outcome,
  parseAgeRecipient,
  type Platform,
  redacted,
  reportHtml,
  reportWords,
  signReport,
  timelineCsv,
} from "@bridle/check";
import type { ExportAsked } from "../protocol.ts";

const BATCH_LENGTH = 1024 * 1024;

const types = { json: "application/json", html: "text/html", csv: "text/csv", signature: "application/json" };

/** One file to save, redacted and encrypted as asked. Made here, handed over whole, kept nowhere. */
export function exported(outcome: Outcome, asked: ExportAsked, platform: Platform): Blob {
  const { report, timeline } = asked.redact ? redacted(outcome) : outcome;
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  if (asked.what === "signature") {
    if (asked.signKey === undefined) throw new Error("no key to sign with");
    const signature = signReport(new TextEncoder().encode(json), asked.signKey);
    return new Blob([`${JSON.stringify(signature)}\n`], { type: types.signature });
  }
  const parts =
    asked.what === "json"
      ? [json]
      : asked.what === "html"
        ? reportHtml({ report, timeline, platform, words: reportWords(asked.language) })
        : timelineCsv(timeline, platform);
  const plain = batches(parts);
  if (asked.encryptTo === undefined) return new Blob([...plain], { type: types[asked.what] });
  const recipient = parseAgeRecipient(asked.encryptTo);
  if (recipient === undefined) throw new Error("no age recipient");
  const sealed = ageEncrypt(new TextEncoder().encode([...plain].join("")), recipient, (size) =>
    crypto.getRandomValues(new Uint8Array(size)),
  );
  return new Blob([new Uint8Array(sealed)], { type: "application/octet-stream" });
}

/** A timeline has a million short lines. */
function* batches(parts: Iterable<string>): Generator<string> {
  let held: string[] = [];
  let length = 0;
  for (const part of parts) {
    held.push(part);
    length += part.length;
    if (length < BATCH_LENGTH) continue;
    yield held.join("");
    held = [];
    length = 0;
  }
  yield held.join("");
}
