// Links in messages. They are found here and shown by their real host; nothing of them is ever fetched.

/** A stretch of a message: plain text, or a link that asks before it opens. */
export type Segment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly link: Link };

export interface Link {
  /** The address as the browser would open it. */
  readonly address: string;
  /** Who answers there, in the form that can't be mistaken for another (`xn--…` where letters mix). */
  readonly host: string;
  /** What follows the host, shortened for reading. */
  readonly rest: string;
}

const CANDIDATE = /\bhttps?:\/\/[^\s<>"'`\u2068\u2069]+/giu;
/** Punctuation that more likely ends the sentence than the address. */
const TRAILING = /[.,;:!?…،؛؟)\]}»”’]+$/u;
const REST_MAX = 40;

export function segmentsOf(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const written = withoutTrailing(match[0]);
    const link = parseLink(written);
    if (link === undefined) continue;
    if (match.index > from) segments.push({ kind: "text", text: text.slice(from, match.index) });
    segments.push({ kind: "link", link });
    from = match.index + written.length;
  }
  if (from < text.length) segments.push({ kind: "text", text: text.slice(from) });
  return segments;
}

/** A link that may be offered: http or https, and no user name that poses as the host. */
export function parseLink(written: string): Link | undefined {
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  if (url.username !== "" || url.password !== "") {
    url.username = "";
    url.password = "";
  }
  const tail = `${url.pathname}${url.search}${url.hash}`;
  const rest = tail === "/" ? "" : tail;
  return {
    address: url.href,
    host: url.host,
    rest: rest.length > REST_MAX ? `${rest.slice(0, REST_MAX)}…` : rest,
  };
}

// A closing bracket belongs to the address when its opening one does.
function withoutTrailing(written: string): string {
  const trimmed = written.replace(TRAILING, "");
  const cut = written.slice(trimmed.length);
  return cut.startsWith(")") && trimmed.includes("(") ? `${trimmed})` : trimmed;
}
