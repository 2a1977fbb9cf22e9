import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Policy, parsePolicy } from "@bridle/ledger";
import { utf8Decode } from "@bridle/protocol";
import { nodeCrypto } from "@bridle/server/ledger";
import { UsageError } from "./command-io.ts";

/** A command's named options, each once with a value, and what stands beside them. */
export interface Options {
  readonly named: ReadonlyMap<string, string>;
  readonly rest: readonly string[];
}

/**
 * Reads `--name VALUE` for the names given; anything else is wrong use. `rest` says whether files may
 * follow.
 */
export function readOptions(args: readonly string[], names: readonly string[], rest = false): Options {
  const options = Object.fromEntries(
    names.map((name) => [name, { type: "string", multiple: true }] as const),
  );
  const { values, positionals } = parsed(() =>
    parseArgs({ args: [...args], options, allowPositionals: rest }),
  );
  const named = new Map<string, string>();
  for (const [name, given] of Object.entries(values)) {
    const [value, ...more] = Array.isArray(given) ? given.map(String) : [];
    if (value === undefined || more.length > 0) throw new UsageError(`--${name} is given more than once`);
    named.set(name, value);
  }
  return { named, rest: positionals };
}

/** An option that must be there. */
export function required(options: Options, name: string): string {
  const value = options.named.get(name);
  if (value === undefined || value === "") throw new UsageError(`--${name} is missing`);
  return value;
}

/** A file that was named on the command line. */
export function readNamedFile(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    throw new UsageError(`${path} can't be read`);
  }
}

/** A text file that was named on the command line, in UTF-8. */
export function readNamedText(path: string): string {
  const text = utf8Decode(readNamedFile(path));
  if (text === undefined) throw new UsageError(`${path} is not text in UTF-8`);
  return text;
}

/** The tlog-policy in a file. */
export function readPolicy(path: string): Policy {
  const policy = parsePolicy(nodeCrypto.sha256, readNamedText(path));
  if (policy.ok) return policy.value;
  throw new UsageError(
    `${path} is not a policy: line ${policy.error.line}, ${policy.error.reason.replaceAll("_", " ")}`,
  );
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (thrown) {
    throw new UsageError(thrown instanceof Error ? (thrown.message.split("\n")[0] ?? "") : "wrong options");
  }
}
