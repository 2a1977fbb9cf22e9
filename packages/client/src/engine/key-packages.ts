import { generateKeyPackage, HYBRID_SUITE, type GeneratedKeyPackage, type Lifetime } from "@bridle/core";
import { CONTENT_VERSIONS, toHex } from "@bridle/protocol";
import { self, type Engine } from "./engine.ts";

// One-time keys by which others add this device. Private parts lie in the store before the public ones
// leave it.

const DAY_MS = 24 * 60 * 60 * 1000;
const LIFETIME_MS = 90 * DAY_MS;
/** Clocks of others may be behind ours. */
const BACKDATE_MS = DAY_MS;
const FEW = 15;
const MANY = 40;

export function keyPackageLifetime(nowMs: number): Lifetime {
  return {
    notBefore: Math.floor((nowMs - BACKDATE_MS) / 1000),
    notAfter: Math.floor((nowMs + LIFETIME_MS) / 1000),
  };
}

/** A new device must be reachable before it hands out an invite; the rest is made in the background. */
export function publishFirstKeyPackages(engine: Engine): Promise<void> {
  return fillUp(engine, { below: 1, to: 2 });
}

/** Fills up what the server holds of ours when it runs low. */
export function replenishKeyPackages(engine: Engine): Promise<void> {
  return fillUp(engine, { below: FEW, to: MANY });
}

async function fillUp(engine: Engine, level: { readonly below: number; readonly to: number }): Promise<void> {
  const found = await engine.session.call("keyPackage.count", {});
  if (!found.ok || (found.value.count >= level.below && found.value.lastResort)) return;
  const nowMs = engine.clock.nowMs();
  const fresh: GeneratedKeyPackage[] = [];
  const wanted = Math.max(0, level.to - found.value.count);
  for (let made = 0; made < wanted; made++) fresh.push(await make(engine, nowMs));
  const lastResort = found.value.lastResort ? undefined : await make(engine, nowMs);
  store(engine, { fresh, lastResort, nowMs });
  await engine.session.call("keyPackage.publish", {
    packages: fresh.map(({ publicPackage }) => publicPackage),
    lastResort: lastResort?.publicPackage,
  });
}

function make(engine: Engine, nowMs: number): Promise<GeneratedKeyPackage> {
  const { credential, signer: signatureKeyPair } = self(engine);
  const lifetime = keyPackageLifetime(nowMs);
  return generateKeyPackage(engine.crypto, {
    suite: HYBRID_SUITE,
    credential,
    signatureKeyPair,
    lifetime,
    contentVersions: CONTENT_VERSIONS,
  });
}

function store(
  engine: Engine,
  made: {
    readonly fresh: readonly GeneratedKeyPackage[];
    readonly lastResort: GeneratedKeyPackage | undefined;
    readonly nowMs: number;
  },
): void {
  const { keyPackages } = engine.store;
  const put = (own: GeneratedKeyPackage, lastResort: boolean): void =>
    keyPackages.put({
      ref: toHex(own.ref),
      publicPackage: own.publicPackage,
      privatePackage: own.privatePackage,
      lastResort,
      at: made.nowMs,
    });
  engine.store.transaction(() => {
    keyPackages.deleteOlderThan(made.nowMs - LIFETIME_MS - 30 * DAY_MS);
    for (const own of made.fresh) put(own, false);
    if (made.lastResort !== undefined) put(made.lastResort, true);
  });
}
