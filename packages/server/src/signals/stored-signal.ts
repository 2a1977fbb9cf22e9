import { networkClasses, signalKinds, type KeyedSignal } from "@bridle/desk";
import {
  AccountId,
  closed,
  concatBytes,
  decode,
  encode,
  fixedBytes,
  list,
  optional,
  struct,
  text,
  toHex,
  u53,
  type Infer,
} from "@bridle/protocol";
import type { SignalRow } from "../ports/signal-store.ts";

/** Links of one signal at most: keys, code, batch and trace. */
const LINKS_MAX = 8;
const PLATFORM_CODE_POINTS_MAX = 32;
const DETAIL_CODE_POINTS_MAX = 80;
export const PSEUDONYM_SIZE = 16;

/**
 * All that is kept of a signal besides its pseudonym and its sealed target. Each field has its line in
 * docs/retention.md, which a test holds against this declaration.
 */
export const storedSignal = struct({
  kind: closed(...signalKinds),
  atMs: u53,
  platform: text({ maxCodePoints: PLATFORM_CODE_POINTS_MAX }),
  source: optional(AccountId.codec),
  build: optional(text({ maxCodePoints: 64 })),
  network: closed(...networkClasses),
  detail: optional(text({ maxCodePoints: DETAIL_CODE_POINTS_MAX })),
  sizeBucket: optional(u53),
  links: list(
    struct({
      kind: closed("deviceKey", "registrationBatch", "clientTrace"),
      tag: fixedBytes(16),
    }),
    { max: LINKS_MAX },
  ),
});

/** `target` is the pseudonym as bytes. */
export function rowOf(signal: Omit<KeyedSignal, "target">, target: Uint8Array | null): SignalRow {
  const { kind, atMs, platform, source, build, network, detail, sizeBucket } = signal;
  const links = signal.links.slice(0, LINKS_MAX);
  const facts = { kind, atMs, platform, source, build, network, detail, sizeBucket, links };
  return { facts: encode(storedSignal, facts), target };
}

/** `undefined` for a row that this version can't read. */
export function signalOf(row: SignalRow): KeyedSignal | undefined {
  const read = decode(storedSignal, row.facts);
  return read.ok ? withTarget(present(read.value), row.target) : undefined;
}

/** Of how many accounts each feed made leads: one that came back with a new build is one. */
export function hitsOf(signals: readonly KeyedSignal[]): ReadonlyMap<string, number> {
  const accounts = new Map<string, Set<AccountId | undefined>>();
  for (const { kind, detail, source } of signals) {
    if (kind !== "indicatorHit" || detail === undefined) continue;
    accounts.set(detail, (accounts.get(detail) ?? new Set()).add(source));
  }
  return new Map([...accounts].map(([feed, { size }]) => [feed, size]));
}

/** What binds a sealed target to its row: moved to another one, it doesn't open. */
export function sealingContext({ facts, target }: SignalRow): Uint8Array {
  return target === null ? facts : concatBytes(facts, target);
}

function withTarget(signal: KeyedSignal, target: Uint8Array | null): KeyedSignal {
  return target === null ? signal : { ...signal, target: toHex(target) };
}

/** Absent fields are left out, as whoever makes a signal leaves them out. */
function present(stored: Infer<typeof storedSignal>): KeyedSignal {
  const { kind, atMs, platform, source, build, network, detail, sizeBucket, links } = stored;
  return {
    kind,
    atMs,
    platform,
    ...(source === undefined ? {} : { source }),
    ...(build === undefined ? {} : { build }),
    network,
    ...(detail === undefined ? {} : { detail }),
    ...(sizeBucket === undefined ? {} : { sizeBucket }),
    links,
  };
}
