import { registeredDomain } from "../indicators/indicator-set.ts";

const linkPattern = /\bhttps?:\/\/[^\s<>"'`\p{Cc}{}|\\^]+/giu;
const bareHostPattern = /(?<![\w.@/-])(?:[a-z0-9][a-z0-9-]{0,62}\.)+[a-z][a-z0-9-]{1,62}(?![\w@-])/giu;

const TEXT_LENGTH_MAX = 256 * 1024;

/** Addresses in a text, without the punctuation of the sentence around them. */
export function linksIn(text: string): readonly string[] {
  if (!text.includes("://")) return [];
  return [...text.slice(0, TEXT_LENGTH_MAX).matchAll(linkPattern)].map(([link]) => trimmed(link));
}

/** Host names that stand in a text without `https://` before them. */
export function bareHostsIn(text: string): readonly string[] {
  if (!text.includes(".")) return [];
  return [...text.slice(0, TEXT_LENGTH_MAX).replaceAll(linkPattern, " ").matchAll(bareHostPattern)].map(
    ([host]) => host,
  );
}

function trimmed(link: string): string {
  let end = link.length;
  while (end > 0 && ".,;:!?…»”’]".includes(link.charAt(end - 1))) end--;
  const cut = link.slice(0, end);
  return cut.endsWith(")") && !cut.includes("(") ? cut.slice(0, -1) : cut;
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
