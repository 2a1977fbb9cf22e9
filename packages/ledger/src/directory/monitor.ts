import { equalBytes, err, ok, type Result } from "@bridle/protocol";
import { decodeAnswer, type DirectoryAnswer } from "./answer.ts";
import { type Lookup, type LookupCrypto, type LookupRefusal, TreeView, verifyLookup } from "./lookup.ts";
import type { DirectoryTrust } from "./trust.ts";
import { absentVersions } from "./versions.ts";
import { advanceView, type DirectoryView, type ViewRefusal } from "./view.ts";

/** A label's newest version as one device saw it. */
export interface SeenVersion {
  readonly version: number;
  readonly value: Uint8Array;
}

/** Why nothing can be said: an honest server can do all of these for a while, a hostile one for ever. */
export type Unavailable =
  | { readonly kind: "malformed_answer" }
  | Exclude<LookupRefusal, { readonly kind: "forged" | "false_answer" }>;

/** What shows that a server lies. Each comes with what the person should do next. */
export type Deception =
  | ViewRefusal
  | Extract<LookupRefusal, { readonly kind: "forged" | "false_answer" }>
  /** A version that was seen is gone, or has another value. */
  | { readonly kind: "version_taken_back"; readonly seen: number; readonly shown: number }
  | { readonly kind: "value_changed"; readonly version: number }
  /** The owner's label holds what the owner never published. */
  | { readonly kind: "foreign_value"; readonly version: number }
  /** A later version than the newest one exists somewhere in the tree. */
  | { readonly kind: "hidden_version"; readonly version: number };

/** The three states that a person is shown, and why; "unavailable" keeps the state from before, and ages. */
export type DirectoryVerdict =
  | { readonly kind: "verified"; readonly view: DirectoryView; readonly found: SeenVersion | undefined }
  | { readonly kind: "unaudited"; readonly view: DirectoryView; readonly found: SeenVersion | undefined }
  | { readonly kind: "different_keys"; readonly why: Deception }
  | { readonly kind: "unavailable"; readonly why: Unavailable };

/** What a device brings to a check. */
export interface DirectoryCheck {
  readonly label: Uint8Array;
  /** The server's answer as it came. */
  readonly answer: Uint8Array;
  readonly view: DirectoryView | undefined;
  readonly nowSeconds: number;
}

/** A contact's entry [L49]: before first use, and at each look after that. `seen` is what was seen last. */
export function checkContact<Point>(
  crypto: LookupCrypto<Point>,
  trust: DirectoryTrust,
  check: DirectoryCheck & { readonly seen: SeenVersion | undefined },
): DirectoryVerdict {
  const opened = openAnswer(crypto, trust, check);
  if (!opened.ok) return opened.error;
  const { lookup, view } = opened.value;
  const changed = changeSince(check.seen, lookup.found);
  return changed === undefined ? verdictOf(lookup, view) : { kind: "different_keys", why: changed };
}

/** What an owner knows to be right: the value now, and the one before while an update is on its way. */
export interface OwnValues {
  readonly current: Uint8Array;
  readonly before: Uint8Array | undefined;
}

/**
 * One's own entry [L46], at every wake and at least once an hour: the newest version is what this device
 * holds, and no later version is anywhere.
 */
export function checkOwn<Point>(
  crypto: LookupCrypto<Point>,
  trust: DirectoryTrust,
  check: DirectoryCheck & { readonly seen: SeenVersion | undefined; readonly own: OwnValues },
): DirectoryVerdict {
  const opened = openAnswer(crypto, trust, check);
  if (!opened.ok) return opened.error;
  const { lookup, view, answer } = opened.value;
  const why = changeSince(check.seen, lookup.found) ?? foreignValue(lookup, check.own);
  if (why !== undefined) return { kind: "different_keys", why };
  const { entry } = lookup.at;
  const under = { publicKey: trust.vrfPublicKey, root: entry.root, label: check.label };
  const tree = new TreeView(crypto, under);
  const absent = absentVersions(lookup.found?.version ?? 0, entry.epoch + 1);
  for (const [at, version] of absent.entries()) {
    const proof = answer.absent[at];
    if (proof === undefined || !tree.isAbsent(version, proof)) {
      return { kind: "different_keys", why: { kind: "hidden_version", version } };
    }
  }
  return verdictOf(lookup, view);
}

interface Opened {
  readonly answer: DirectoryAnswer;
  readonly lookup: Lookup;
  readonly view: DirectoryView;
}

function openAnswer<Point>(
  crypto: LookupCrypto<Point>,
  trust: DirectoryTrust,
  check: DirectoryCheck,
): Result<Opened, DirectoryVerdict> {
  const answer = decodeAnswer(check.answer);
  if (answer === undefined) return err({ kind: "unavailable", why: { kind: "malformed_answer" } });
  const lookup = verifyLookup(crypto, trust, {
    label: check.label,
    proof: answer.lookup,
    nowSeconds: check.nowSeconds,
  });
  if (!lookup.ok) return err(verdictOn(lookup.error));
  const view = advanceView(crypto, check.view, { to: lookup.value.at, path: answer.consistency });
  if (!view.ok) return err({ kind: "different_keys", why: view.error });
  return ok({ answer, lookup: lookup.value, view: view.value });
}

function verdictOn(refusal: LookupRefusal): DirectoryVerdict {
  return refusal.kind === "forged" || refusal.kind === "false_answer"
    ? { kind: "different_keys", why: refusal }
    : { kind: "unavailable", why: refusal };
}

function verdictOf(lookup: Lookup, view: DirectoryView): DirectoryVerdict {
  return { kind: lookup.at.audited ? "verified" : "unaudited", view, found: lookup.found };
}

function changeSince(seen: SeenVersion | undefined, found: SeenVersion | undefined): Deception | undefined {
  if (seen === undefined) return undefined;
  const shown = found?.version ?? 0;
  if (shown < seen.version) return { kind: "version_taken_back", seen: seen.version, shown };
  const same = found === undefined || shown > seen.version || equalBytes(found.value, seen.value);
  return same ? undefined : { kind: "value_changed", version: shown };
}

function foreignValue(lookup: Lookup, own: OwnValues): Deception | undefined {
  const { found } = lookup;
  // Nothing published yet: the first update is on its way.
  if (found === undefined) return undefined;
  const known = [own.current, own.before].some(
    (value) => value !== undefined && equalBytes(value, found.value),
  );
  return known ? undefined : { kind: "foreign_value", version: found.version };
}
