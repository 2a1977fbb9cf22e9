import { err, ok, type Result } from "@bridle/protocol";
import { type Formed, list, optional, readForm, struct, text } from "../json/json-form.ts";
import { readJson } from "../json/json-text.ts";

const LINE_CHARS_MAX = 400;
const LINE = "^[^\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]+$";
/** Whom a feed may name at most. */
export const feedPublishersMax = 16;

const line = text({
  max: LINE_CHARS_MAX,
  pattern: LINE,
  called: `one line of at most ${LINE_CHARS_MAX} characters`,
});

/** What may be shown beside other words, in the public report too: one line, without anything that turns its direction. */
export function isFeedLine(name: string): boolean {
  return name.length <= LINE_CHARS_MAX && new RegExp(LINE, "u").test(name);
}

const feedListForm = struct({
  /** Where the list itself came from, for people. */
  source: optional(line),
  feeds: list(
    struct({
      /** The file's path below the list's folder, without a way out of it. */
      file: text({
        max: 300,
        pattern: "^(?!/)(?!.*(?:^|/)\\.\\.?(?:/|$))[A-Za-z0-9._/-]+$",
        called: "a path inside the folder",
      }),
      /** Where to fetch it; absent for a file that is there already. */
      url: optional(
        text({
          max: 600,
          pattern: "^https://[a-z0-9.-]+(?::[0-9]{1,5})?/[^\\s#@]*$",
          called: "an https address without credentials",
        }),
      ),
      sha256: text({ min: 64, max: 64, pattern: "^[0-9a-f]{64}$", called: "a SHA-256 in lower-case hex" }),
      /** May be empty where an index beside it (MVT's `indicators.yaml`) names them. */
      publishers: list(line, { max: feedPublishersMax }),
      licence: line,
      references: list(line, { max: 64 }),
    }),
    { max: 200 },
  ),
});

/** The operator's list of feeds (`feeds.json`): every file by its hash, with publisher and licence. */
export type FeedList = Formed<typeof feedListForm>;

/** Reads the list, or says in one line what is wrong and where. What has an address may be fetched from there, and nothing else. */
export function readFeedList(content: string): Result<FeedList, string> {
  const json = readJson(content);
  if (!json.ok) return err(`line ${json.error.line}, column ${json.error.column}: ${json.error.what}`);
  const read = readForm(feedListForm, json.value);
  if (!read.ok) return err(`${read.error.path}: expected ${read.error.expected}`);
  const files = read.value.feeds.map(({ file }) => file);
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  return twice === undefined ? ok(read.value) : err(`/feeds: expected ${twice} once`);
}
