import { parseArgs } from "node:util";
import { err, ok, type Result } from "@bridle/protocol";

/** What `bridle check` is asked to do. Paths are as given; `-` is standard output. */
export interface CheckCommand {
  readonly path: string;
  /** Empty: the indicators that come with the program. */
  readonly indicators: readonly string[];
  readonly passwordFile: string | undefined;
  readonly json: string | undefined;
  readonly html: string | undefined;
  readonly timeline: string | undefined;
  readonly redact: boolean;
  /** An age recipient to encrypt the written files to. */
  readonly encryptTo: string | undefined;
  /** A file with an Ed25519 key to sign the JSON with. */
  readonly signKey: string | undefined;
  /** Ed25519 public keys, one of which must have signed the indicators' pin list. */
  readonly feedKeys: readonly string[];
}

export const checkHelp = `usage: bridle check PATH [options]

Examines an iPhone backup, a sysdiagnose, an Android bug report, androidqf output or an Android backup:
a folder or a file, recognised by its content. Nothing is sent anywhere, and nothing is changed.

  --indicators FILE-OR-DIR   published traces of spyware (STIX 2, Echap's YAML); may be repeated;
                             default: those that come with this program
  --feed-key KEY             accept only indicators whose feeds.json this Ed25519 key signed (base64url)
  --password-file FILE       the password of an encrypted backup, in the file's first line; asked for otherwise
  --json OUT                 the whole report as JSON; - for standard output
  --html OUT                 the report as one page, for reading and printing
  --timeline OUT.csv         every dated record, sorted
  --redact                   leave names, numbers and texts out of what is written
  --sign-key FILE            sign the JSON with an Ed25519 key (OUT.sig); made if FILE doesn't exist
  --encrypt-to age1…         encrypt what is written to a helper's age key

Ends with 0 if nothing known was found in what was examined, 1 for a match, 2 if an expert should look,
3 if the examination is incomplete, 64 for wrong use.
`;

/** Reads the arguments behind `bridle check`; `"help"` when they ask for it. */
export function parseCheckArguments(args: readonly string[]): Result<CheckCommand | "help", string> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const { values, positionals } = parseArgs({
      args: spread(args),
      options: {
        indicators: { type: "string", multiple: true },
        "feed-key": { type: "string", multiple: true },
        "password-file": text,
        json: text,
        html: text,
        timeline: text,
        redact: flag,
        "sign-key": text,
        "encrypt-to": text,
        help: { ...flag, short: "h" },
      },
      allowPositionals: true,
    });
    if (values.help === true) return ok("help");
    const indicators = [...(values.indicators ?? [])];
    const paths = [...positionals];
    // `--indicators A B PATH`: the last name is what to examine.
    if (paths.length === 0 && indicators.length > 1) paths.push(indicators.pop() ?? "");
    const [path, ...more] = paths;
    if (path === undefined || path === "") return err("expected the path of what to examine");
    if (more.length > 0) return err(`expected one path, not ${paths.length}`);
    return ok({
      path,
      indicators,
      passwordFile: values["password-file"],
      json: values.json,
      html: values.html,
      timeline: values.timeline,
      redact: values.redact ?? false,
      encryptTo: values["encrypt-to"],
      signKey: values["sign-key"],
      feedKeys: values["feed-key"] ?? [],
    });
  } catch (thrown) {
    return err(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

/** Several names behind one `--indicators` become several options. */
function spread(args: readonly string[]): string[] {
  const out: string[] = [];
  let open = false;
  let taken = 0;
  for (const arg of args) {
    if (arg.startsWith("-") && arg !== "-") {
      open = arg === "--indicators";
      taken = 0;
    } else if (open && taken++ > 0) out.push("--indicators");
    out.push(arg);
  }
  return out;
}
