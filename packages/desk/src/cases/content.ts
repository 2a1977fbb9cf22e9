import type { Finding } from "../findings/finding.ts";
import { exposuresOf, type CaseContent } from "./case.ts";

/** All that two cases hold, each thing once. Nobody exposed in either is missing. */
export function joined(a: CaseContent, b: CaseContent): CaseContent {
  return {
    // No two live cases hold one finding.
    findings: [...a.findings, ...b.findings],
    allowed: [...new Set([...a.allowed, ...b.allowed])],
    opened: onceBy([...a.opened, ...b.opened], ({ target }) => target),
    lost: [...new Set([...a.lost, ...b.lost])],
    told: onceBy([...a.told, ...b.told], ({ account, atMs }) => `${account} ${atMs}`),
    holds: onceBy([...a.holds, ...b.holds], ({ id }) => id),
  };
}

/** What of a case goes with some of its findings. A hold binds both halves. */
export function partOf(whole: CaseContent, findings: readonly Finding[]): CaseContent {
  const targets = new Set(exposuresOf({ findings }).map(({ target }) => target));
  const opened = whole.opened.filter(({ target }) => targets.has(target));
  const accounts = new Set(opened.map(({ account }) => account));
  return {
    findings,
    allowed: whole.allowed.filter((target) => targets.has(target)),
    opened,
    lost: whole.lost.filter((target) => targets.has(target)),
    told: whole.told.filter(({ account }) => accounts.has(account)),
    holds: whole.holds,
  };
}

function onceBy<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
