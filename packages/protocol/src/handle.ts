import { branded, type Brand } from "./brand.ts";
import { mapped, text, type Codec } from "./codec.ts";
import { limits } from "./limits.ts";
import { err, ok, type Result } from "./result.ts";

/** 3–32 lower-case ASCII letters, digits, `-` and `_`, beginning with a letter or digit. */
export type Handle = Brand<string, "Handle">;

export type HandleRefusal = "handle_invalid" | "handle_reserved";

/** Names that only an operator may speak under. Compared by skeleton, so that `supp0rt` and `support` are one name. */
const RESERVED = [
  "admin",
  "administrator",
  "abuse",
  "bridle",
  "bridle-team",
  "bridleapp",
  "contact",
  "desk",
  "help",
  "helpdesk",
  "info",
  "moderator",
  "notice",
  "notices",
  "official",
  "operator",
  "postmaster",
  "root",
  "safety",
  "security",
  "server",
  "service",
  "staff",
  "support",
  "system",
  "team",
  "verify",
  "verification",
  "webmaster",
];

/** What looks like what, in our alphabet: each character's prototype. No prototype has one itself. */
const PROTOTYPES: ReadonlyMap<string, string> = new Map([
  ["-", ""],
  ["_", ""],
  ["0", "o"],
  ["1", "l"],
  ["i", "l"],
  ["5", "s"],
  ["d", "cl"],
  ["m", "rn"],
  ["w", "vv"],
]);

/**
 * Two handles with one skeleton look alike. Made as UTS 39 §4 makes it, character by character: replacing
 * pairs (`cl` by `d`) would depend on the order, and `c1ick` wouldn't meet `click`.
 */
export function handleSkeleton(handle: string): string {
  return Array.from(handle, (char) => PROTOTYPES.get(char) ?? char).join("");
}

/** Names that no part of a handle may have: `support-team` speaks for the operator as much as `support`. */
const RESERVED_PARTS = new Set(
  [
    "admin",
    "bridle",
    "helpdesk",
    "moderator",
    "official",
    "security",
    "support",
    "verification",
    "verify",
  ].map(handleSkeleton),
);
const RESERVED_SKELETONS = new Set(RESERVED.map(handleSkeleton));
const PATTERN = new RegExp(`^[a-z0-9][a-z0-9_-]{${limits.handleMin - 1},${limits.handleMax - 1}}$`);

export function parseHandle(raw: string): Result<Handle, HandleRefusal> {
  if (!PATTERN.test(raw)) return err("handle_invalid");
  const skeleton = handleSkeleton(raw);
  const reserved =
    RESERVED_SKELETONS.has(skeleton) ||
    skeleton.startsWith(handleSkeleton("bridle")) ||
    raw.split(/[-_]/).some((part) => RESERVED_PARTS.has(handleSkeleton(part)));
  return reserved ? err("handle_reserved") : ok(branded<string, "Handle">(raw));
}

/** A handle by form alone: reserved ones decode, so that the refusal can be a named outcome. */
export const handleText: Codec<string> = mapped(text({ maxCodePoints: limits.handleMax }), "handle", {
  parse: (raw) => (PATTERN.test(raw) ? raw : undefined),
  print: (value) => {
    if (!PATTERN.test(value)) throw new RangeError("handle");
    return value;
  },
});
