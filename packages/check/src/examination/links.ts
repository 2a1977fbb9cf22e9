import { type IndicatorSet, type Match, registeredDomain } from "../indicators/indicator-set.ts";

const linkPattern = /https?:\/\/[^\s<>"'`\p{Cc}{}|\\^]+/giu;
const bareHostPattern =
  /(?<![a-z0-9.@/-]|[a-z0-9]_)(?:[a-z0-9][a-z0-9-]{0,62}\.)+[a-z][a-z0-9-]{1,62}(?![a-z0-9@-]|_[a-z0-9])/giu;

const TEXT_LENGTH_MAX = 256 * 1024;

/** Addresses in a text, without the punctuation of the sentence around them. A link within a link counts too. */
export function linksIn(text: string): readonly string[] {
  if (!text.includes("://")) return [];
  return [...text.slice(0, TEXT_LENGTH_MAX).matchAll(linkPattern)].flatMap(([run]) => linksOfRun(run));
}

/** Host names that stand in a text without `https://` before them. */
export function bareHostsIn(text: string): readonly string[] {
  if (!text.includes(".")) return [];
  const rest = text.slice(0, TEXT_LENGTH_MAX).replaceAll(linkPattern, behindLink);
  return [...rest.matchAll(bareHostPattern)].map(([host]) => host);
}

/** How a link met an indicator, and the spelling of it that did. */
export interface LinkMatch {
  readonly link: string;
  readonly match: Match;
}

/** Looks a link of a text up: as it stands there, and without what the writer may have put behind it. */
export function matchOfLink(link: string, indicators: IndicatorSet): LinkMatch | undefined {
  for (const spelling of spellingsOf(link)) {
    const match = indicators.url(spelling);
    if (match !== undefined) return { link: spelling, match };
  }
  return undefined;
}

/** Where an address can begin within a run of characters without a space. */
const linkStart = /https?:\/\//gi;
/** What joins an address to one that is part of it. */
const joints = "=/?&#:";

/** `https://a.example,https://b.example` are two links; a link behind `?u=` is one, and part of the other. */
function linksOfRun(run: string): readonly string[] {
  const starts = [...run.matchAll(linkStart)].map(({ index }) => index);
  if (starts.length === 1) return [trimmed(run)];
  const links: string[] = [];
  for (const [index, start] of starts.entries()) {
    const isPart = index > 0 && joints.includes(run.charAt(start - 1));
    let last = index + 1;
    // A part ends at the next link, so that no stretch of a long run is read more than twice.
    if (!isPart) for (; last < starts.length && joints.includes(run.charAt((starts[last] ?? 0) - 1)); last++);
    links.push(trimmed(run.slice(start, starts[last])));
  }
  return links;
}

const sentenceMark = /[.,;:!?\]]|(?![\0-\x7f])[\p{P}\p{S}\p{Cf}]/u;

function trimmed(link: string): string {
  let end = link.length;
  // A character of the upper planes is two units; its second half alone is no mark.
  for (; end > 0;) {
    const from = /[\udc00-\udfff]/.test(link.charAt(end - 1)) ? end - 2 : end - 1;
    if (!sentenceMark.test(link.slice(Math.max(0, from), end))) break;
    end = from;
  }
  const cut = link.slice(0, Math.max(0, end));
  return cut.endsWith(")") && !cut.includes("(") ? cut.slice(0, -1) : cut;
}

/** The usual address, of which there is one spelling. */
const plainLink = /^https?:\/\/[a-z0-9.-]+(?::\d+)?(?:[/?#][\x21-\x7e]*)?$/i;
/** What no host name, port or name of a user holds. */
const noHostCharacter = /[^\p{L}\p{N}\p{M}.:@%[\]_-]/u;
/** Full stops of other scripts: within a host name the parser takes them for dots. */
const foreignStop = /[\u3002\uff0e\uff61]/;
const foreignMark = /(?![\0-\x7f])[\p{P}\p{S}\p{Cf}\p{Z}]/u;
/** Marks for emphasis, which an address may end in too. */
const emphasis = "*_~";

/** A link as it stands in a text, then shorter: the writer's own punctuation or words may follow it without a space. */
function spellingsOf(link: string): readonly string[] {
  if (plainLink.test(link) && !emphasis.includes(link.charAt(link.length - 1))) return [link];
  const spellings = [link, withoutEmphasis(link)];
  const start = link.indexOf("//") + 2;
  const authority = /^[^/?#]*/.exec(link.slice(start))?.[0] ?? "";
  for (const mark of [noHostCharacter, foreignStop]) {
    const end = authority.search(mark);
    if (end !== -1) spellings.push(withoutEmphasis(trimmed(link.slice(0, start + end))));
  }
  // No last part of a host name begins in Latin letters and goes on in others: there the sentence goes on.
  const label = authority.lastIndexOf(".") + 1;
  const [latin] = /^[a-z]{2,}(?=[^\0-\x7f])/i.exec(authority.slice(label)) ?? [];
  if (label > 0 && latin !== undefined) spellings.push(link.slice(0, start + label + latin.length));
  const behind = start + authority.length;
  const mark = link.slice(behind).search(foreignMark);
  if (mark !== -1) spellings.push(link.slice(0, behind + mark));
  return [...new Set(spellings)];
}

function withoutEmphasis(link: string): string {
  let end = link.length;
  while (end > 0 && emphasis.includes(link.charAt(end - 1))) end--;
  return link.slice(0, end);
}

/** What of a run of characters belongs to no spelling of its link. */
function behindLink(run: string): string {
  if (plainLink.test(run)) return " ";
  return ` ${run.slice(Math.min(...spellingsOf(run).map(({ length }) => length)))}`;
}

const surelyParsed = /^https?:\/\/(?:[a-z0-9](?:[a-z0-9]|-(?!-))*\.)+[a-z]+(?:[/?#]|$)/i;

/** Whether a link is an address at all, in any spelling. */
export function isAddress(link: string, parses: (text: string) => boolean): boolean {
  return surelyParsed.test(link) || spellingsOf(link).some(parses);
}

// Services whose links say nothing about where they lead. They are never followed: that would tell their
// owner, and through it perhaps the spyware's, that the phone is being examined.
const shorteners = new Set(
  `0rz.tw 1url.com 2.gp 3.ly 7.ly adf.ly b.link bc.vc bit.do bit.ly bitly.com bl.ink buff.ly clck.ru cli.gs cutt.ly
  db.tt dlvr.it fb.me fur.ly git.io goo.gl goo.su href.li ht.ly hyperurl.co is.gd j.mp kutt.it lnkd.in lnk.to mcaf.ee
  migre.me n9.cl ow.ly ouo.io po.st qr.ae qr.net rb.gy rebrand.ly reurl.cc s.id s.coop shorte.st short.gy shorturl.at snip.ly
  snipurl.com su.pr surl.li t.co t.ly t2m.io tiny.cc tiny.ie tinyurl.com tny.im tr.im trib.al u.to ul.to urlz.fr v.gd
  v.ht vzturl.com wp.me x.co x.gd xurl.es yourls.org zpr.io`.split(/\s+/),
);

/** A link of a shortening service: what it leads to can't be known without asking. */
export function isShortened(host: string): boolean {
  return shorteners.has(host) || shorteners.has(registeredDomain(host) ?? "");
}
