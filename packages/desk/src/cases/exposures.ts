import {
  reaches,
  strengths,
  type Exposure,
  type Finding,
  type Reach,
  type Strength,
} from "../findings/finding.ts";

/** Everybody in any of the lists, each once: the most that reached them, the widest time. */
export function mergeExposures(...lists: readonly (readonly Exposure[])[]): readonly Exposure[] {
  const merged = new Map<string, Exposure>();
  for (const exposure of lists.flat()) {
    const known = merged.get(exposure.target);
    merged.set(exposure.target, known === undefined ? exposure : widest(known, exposure));
  }
  return [...merged.values()];
}

function widest(a: Exposure, b: Exposure): Exposure {
  return {
    target: a.target,
    reached: furthest(a.reached, b.reached),
    attempts: Math.max(a.attempts, b.attempts),
    firstAtMs: Math.min(a.firstAtMs, b.firstAtMs),
    lastAtMs: Math.max(a.lastAtMs, b.lastAtMs),
  };
}

export function furthest(a: Reach, b: Reach): Reach {
  return reaches.indexOf(a) >= reaches.indexOf(b) ? a : b;
}

export function isStronger(a: Strength, b: Strength): boolean {
  return strengths.indexOf(a) > strengths.indexOf(b);
}

/**
 * A finding as its case keeps it when the detector says it again. Signals are gone after 14 days, so the
 * newer one may know of fewer people: whoever was once exposed stays.
 */
export function grownFinding(known: Finding, again: Finding): Finding {
  return {
    ...again,
    strength: isStronger(known.strength, again.strength) ? known.strength : again.strength,
    atMs: Math.min(known.atMs, again.atMs),
    exposures: mergeExposures(known.exposures, again.exposures),
  };
}
