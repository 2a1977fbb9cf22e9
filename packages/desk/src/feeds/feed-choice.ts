import { err, type Result } from "@bridle/protocol";
import { type Formed, list, optional, readForm, struct, text } from "../json/json-form.ts";
import { readJson } from "../json/json-text.ts";

const hash = text({ min: 64, max: 64, pattern: "^[0-9a-f]{64}$", called: "a SHA-256 in lower-case hex" });

const feedChoiceForm = struct({
  /** The list's bytes, and its signature's. */
  list: hash,
  signature: optional(hash),
  /** MVT's `indicators.yaml`, where it names the publishers of the list's files. */
  index: optional(hash),
  /** With any, the list counts only if one of them signed it. */
  signers: list(
    struct({
      name: text({ max: 60, pattern: "^[^\\p{Cc}]*$", called: "a name of at most 60 characters" }),
      key: text({ min: 43, max: 43, pattern: "^[\\w-]{43}$", called: "an Ed25519 key in base64url" }),
    }),
    { max: 16 },
  ),
  acceptedLicences: list(text({ max: 400 }), { max: 64 }),
});

/** What the operator chose to use: a list by its hash, whom they expect to have signed it, and which limits of a licence they took. */
export type FeedChoice = Formed<typeof feedChoiceForm>;

/** Reads a choice, or says in one line what is wrong and where. */
export function readFeedChoice(content: string): Result<FeedChoice, string> {
  const json = readJson(content);
  if (!json.ok) return err(`line ${json.error.line}, column ${json.error.column}: ${json.error.what}`);
  const read = readForm(feedChoiceForm, json.value);
  return read.ok ? read : err(`${read.error.path}: expected ${read.error.expected}`);
}
