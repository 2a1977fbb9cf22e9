import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  type DirectoryEnv,
  formatVerifierKey,
  type LogPorts,
  openVrfKey,
  paddingLeavesDefault,
  PlaceMemory,
  type VerifierKey,
  verifierKey,
} from "@bridle/ledger";
import { type DirectoryIdentity, toHex } from "@bridle/protocol";
import type { LedgerLog } from "../../ports/ledger.ts";
import { type CurvePoint, vrf } from "./edwards25519.ts";
import { loadOrCreateLedgerKeys, type LedgerSecrets } from "./ledger-keys.ts";
import { ed25519Signer, nodeCrypto } from "./node-crypto.ts";
import { publishingPolicy, type PublishingPolicy } from "./publishing-policy.ts";
import { SqliteDirectoryStore } from "./sqlite-directory-store.ts";
import { SqliteLogStore } from "./sqlite-log-store.ts";

/** Where the logs are, whose they are, and who witnesses them. */
export interface LedgerOptions {
  readonly folder: string;
  /** The logs' names begin with it. */
  readonly serverId: Uint8Array;
  /** The operator's tlog-policy. */
  readonly policy: string | undefined;
  readonly nowMs: number;
}

/** Log and tree of the directory in one file, so that a copy of it fits together. */
export const DIRECTORY_FILE = "directory.sqlite";
export const DECISIONS_FILE = "decisions.sqlite";

/** VRF proofs that are kept: some 20 MB. */
const PLACES_MAX = 100_000;

/** What a ledger's folder holds, opened and ready to be written with. */
export interface LedgerParts {
  readonly policy: PublishingPolicy;
  readonly identity: DirectoryIdentity;
  readonly stores: Readonly<Record<LedgerLog, SqliteLogStore>>;
  readonly ports: Readonly<Record<LedgerLog, LogPorts>>;
  readonly tree: SqliteDirectoryStore;
  readonly env: DirectoryEnv<CurvePoint>;
}

/** Opens or makes the files. Throws `StoreRefusal` and `LogStoreFault`. */
export function openLedgerParts(options: LedgerOptions): LedgerParts {
  const { folder } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const secrets = loadOrCreateLedgerKeys(folder, options.nowMs);
  const keys = logKeys(options.serverId, secrets);
  const policy = publishingPolicy(options.policy, [keys.directory, keys.decisions]);
  const directory = new SqliteLogStore(join(folder, DIRECTORY_FILE));
  const decisions = new SqliteLogStore(join(folder, DECISIONS_FILE));
  const tree = new SqliteDirectoryStore(join(folder, DIRECTORY_FILE));
  const vrfKey = openVrfKey(vrf, secrets.vrfSecret);
  const { directorySeed, decisionsSeed } = secrets;
  return {
    policy,
    tree,
    stores: { directory, decisions },
    identity: {
      sinceMs: secrets.sinceMs,
      logKey: formatVerifierKey(keys.directory),
      vrfPublicKey: vrfKey.publicKey,
    },
    ports: {
      directory: portsOf(policy, { key: keys.directory, seed: directorySeed, store: directory }),
      decisions: portsOf(policy, { key: keys.decisions, seed: decisionsSeed, store: decisions }),
    },
    env: {
      sha256: nodeCrypto.sha256,
      vrf,
      vrfKey,
      openingSecret: secrets.openingSecret,
      store: tree,
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      paddingLeaves: paddingLeavesDefault,
      places: new PlaceMemory(PLACES_MAX),
    },
  };
}

function logKeys(serverId: Uint8Array, secrets: LedgerSecrets): Readonly<Record<LedgerLog, VerifierKey>> {
  const name = `${toHex(serverId).slice(0, 16)}.bridle`;
  const keyOf = (log: LedgerLog, seed: Uint8Array): VerifierKey => {
    const { publicKey } = ed25519Signer(seed);
    return verifierKey(nodeCrypto.sha256, { name: `${name}/${log}`, kind: "ed25519", publicKey });
  };
  return {
    directory: keyOf("directory", secrets.directorySeed),
    decisions: keyOf("decisions", secrets.decisionsSeed),
  };
}

function portsOf(
  { witnesses, policy }: PublishingPolicy,
  log: { readonly key: VerifierKey; readonly seed: Uint8Array; readonly store: SqliteLogStore },
): LogPorts {
  return {
    crypto: nodeCrypto,
    store: log.store,
    key: log.key,
    signer: ed25519Signer(log.seed),
    witnesses,
    quorum: policy.quorum,
    clock: { wait: (ms) => setTimeout(ms) },
  };
}
