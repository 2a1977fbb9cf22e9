/** What a link allows: to talk at once, or to send an introduction. */
export type InviteKind = "contact" | "public";

const FORM = /^https?:\/\/[^/?#\s@]+\/i#([A-Za-z0-9_-]{1,200})$/;

/**
 * Reads from a link which of the two it is, so that the right screen opens; `undefined` when it is neither.
 * Only a look at its first two bytes (version, kind): the client checks the rest when the link is used.
 */
export function inviteKind(link: string): InviteKind | undefined {
  const tail = FORM.exec(link.trim())?.[1];
  if (tail === undefined || tail.length < 4) return undefined;
  const head = atob(tail.slice(0, 4).replaceAll("-", "+").replaceAll("_", "/"));
  if (head.charCodeAt(0) !== 1) return undefined;
  return (["contact", "public"] as const)[head.charCodeAt(1)];
}
