import { fromBase64Url, toBase64Url } from "./bytes.ts";
import { closed, decode, encode, fixedBytes, struct, u8, type Infer } from "./codec.ts";
import { AccountId } from "./ids.ts";
import { assert, err, ok, type Result } from "./result.ts";

// A link that a person hands to another: `https://server.example/i#…`. All that matters stands behind
// the `#`, which browsers never send. Its secret opens exactly one thing, once (contact) or an
// introduction (public).

/** What stands behind the `#`, in base64url. Read it with `parseInviteLink`, which knows versions. */
export const inviteLinkPayload = struct({
  version: u8,
  kind: closed("contact", "public"),
  /** The fingerprint of the one who made it: a server can't put another account in its place. */
  accountId: AccountId.codec,
  secret: fixedBytes(32),
});

export interface InviteLink extends Omit<Infer<typeof inviteLinkPayload>, "version"> {
  /** Scheme, host and port of the server in the one spelling that a URL's origin has, without a path. */
  readonly server: string;
}

export type LinkRefusal = "not_an_invite" | "newer_version";

const FORM = /^([^#]{1,300})\/i#([A-Za-z0-9_-]{1,200})$/;

/** A server whose address isn't an origin is the caller's bug and throws. */
export function formatInviteLink(link: InviteLink): string {
  const { kind, accountId, secret } = link;
  const server = parseOrigin(link.server);
  assert(server !== undefined, "the server's address is not an origin");
  return `${server}/i#${toBase64Url(encode(inviteLinkPayload, { version: 1, kind, accountId, secret }))}`;
}

export function parseInviteLink(link: string): Result<InviteLink, LinkRefusal> {
  const [, address = "", tail = ""] = FORM.exec(link.trim()) ?? [];
  const server = parseOrigin(address);
  const raw = fromBase64Url(tail);
  if (server === undefined || raw === undefined) return err("not_an_invite");
  if ((raw[0] ?? 0) > 1) return err("newer_version");
  const read = decode(inviteLinkPayload, raw);
  if (!read.ok || read.value.version !== 1) return err("not_an_invite");
  const { kind, accountId, secret } = read.value;
  return ok({ server, kind, accountId, secret });
}

const ORIGIN = /^(https?):\/\/([a-z0-9.-]{1,253}|\[[0-9a-f:]{2,39}\])(?::([1-9]\d{0,4}))?$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const BYTE = /^(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/;

/**
 * The origin that every URL parser sees in this address, or `undefined` when two could differ: no user
 * name, no backslash, no escape, no letter outside ASCII (a foreign name comes as `xn--…`), no odd way to
 * write an IPv4 address (URL Standard §3.5).
 */
function parseOrigin(address: string): string | undefined {
  const [, scheme, host, port] = ORIGIN.exec(lowerCaseAscii(address)) ?? [];
  if (scheme === undefined || host === undefined || Number(port ?? 0) > 0xffff) return undefined;
  if (!host.startsWith("[") && !isHostName(host)) return undefined;
  const isDefault = port === (scheme === "https" ? "443" : "80");
  return `${scheme}://${host}${port === undefined || isDefault ? "" : `:${port}`}`;
}

function isHostName(host: string): boolean {
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  // What ends in a number is read as an IPv4 address, in whatever notation.
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(last))
    return labels.length === 4 && labels.every((label) => BYTE.test(label));
  return labels.every((label) => LABEL.test(label));
}

/** Not `toLowerCase`, which turns some foreign letters into ASCII ones (the Kelvin sign into `k`). */
function lowerCaseAscii(text: string): string {
  return text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
}
