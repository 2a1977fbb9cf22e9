import { vrf } from "@bridle/server/ledger";
import {
  type AuditSource,
  auditStep,
  DirectoryService,
  type DirectoryEnv,
  type DirectoryTrust,
  type DirectoryStore,
  type LogPorts,
  type LogStore,
  type LogWriter,
  type LookupCrypto,
  MemoryDirectoryStore,
  MemoryLogStore,
  openVrfKey,
  proveInclusion,
  storedTiles,
  type WitnessEnv,
  type WitnessPort,
} from "../src/index.ts";
import { keyOf, logPorts, openLog, policyOf, portOf, testWitness } from "./log-rig.ts";
import { bytes, crypto, sha256 } from "./node-crypto.ts";

export const lookupCrypto: LookupCrypto<typeof vrf.curve.base> = { ...crypto, vrf };
export const vrfKey = openVrfKey(vrf, sha256(bytes("test VRF key")));

/** The world's clock in seconds, for everybody. */
export interface Clock {
  seconds: number;
}

/** A directory's server: its own stores, the witnesses that it asks, and what it publishes. */
export interface DirectoryServer {
  readonly env: DirectoryEnv<typeof vrf.curve.base>;
  readonly logStore: MemoryLogStore;
  readonly ports: LogPorts;
  readonly log: LogWriter;
  readonly service: DirectoryService<typeof vrf.curve.base>;
}

export function directoryEnv(store: DirectoryStore, seed = "padding"): DirectoryEnv<typeof vrf.curve.base> {
  let drawn = 0;
  return {
    sha256,
    vrf,
    vrfKey,
    openingSecret: sha256(bytes("test opening secret")),
    store,
    random: (count) => sha256(bytes(`${seed} ${drawn++}`)).slice(0, count),
    paddingLeaves: 4,
  };
}

export async function startDirectory(
  witnesses: readonly WitnessPort[],
  options: {
    threshold?: number;
    store?: MemoryDirectoryStore;
    logStore?: MemoryLogStore;
    seed?: string;
  } = {},
): Promise<DirectoryServer> {
  const logStore = options.logStore ?? new MemoryLogStore();
  const env = directoryEnv(options.store ?? new MemoryDirectoryStore(), options.seed);
  const all = logPorts(logStore, witnesses);
  const voting = witnesses.filter(({ key }) => !key.name.startsWith("auditor"));
  const quorum = policyOf(
    voting.map(({ key }) => key),
    options.threshold ?? voting.length,
  ).quorum;
  const ports = { ...all, quorum };
  const log = await openLog(ports);
  const service = await DirectoryService.open(env, log, ports);
  if (!service.ok) throw new Error(service.error.kind);
  return { env, logStore, ports, log, service: service.value };
}

/** What a server hands to auditors. */
export function auditSource(store: DirectoryStore, logStore: LogStore): AuditSource {
  return {
    async entry(index, size) {
      const stored = await store.epoch(index);
      if (stored === undefined) return undefined;
      return {
        entry: stored.entry,
        path: await proveInclusion(sha256, storedTiles(logStore), { index, size }),
      };
    },
    audit: async (epoch) => (await store.epoch(epoch))?.audit,
  };
}

/** An auditor: a cosigner with its own key that replays each epoch first. */
export function testAuditor(source: () => AuditSource, clock: Clock): WitnessEnv {
  return {
    ...testWitness("auditor.example", { nowSeconds: () => clock.seconds }),
    examine: (step) => auditStep(crypto, source(), step),
  };
}

export function trustIn(witnesses: readonly WitnessPort[], threshold: number): DirectoryTrust {
  const voting = witnesses.filter(({ key }) => !key.name.startsWith("auditor"));
  const auditor = keyOf("auditor.example", "cosignature");
  return {
    policy: policyOf(
      voting.map(({ key }) => key),
      threshold,
    ),
    auditors: [auditor],
    auditQuorum: { kind: "witness", key: auditor },
    vrfPublicKey: vrfKey.publicKey,
    staleAfterSeconds: 24 * 60 * 60,
  };
}

/** A directory with two witnesses and an auditor, all honest. */
export async function honestWorld(): Promise<{
  readonly clock: Clock;
  readonly server: DirectoryServer;
  readonly witnesses: readonly WitnessPort[];
  readonly trust: DirectoryTrust;
  readonly auditor: WitnessEnv;
}> {
  const clock: Clock = { seconds: 1_700_000_000 };
  const nowSeconds = (): number => clock.seconds;
  const store = new MemoryDirectoryStore();
  const logStore = new MemoryLogStore();
  const auditor = testAuditor(() => auditSource(store, logStore), clock);
  const witnesses = [
    ...["w1.example", "w2.example"].map((name) => portOf(testWitness(name, { nowSeconds }))),
    portOf(auditor),
  ];
  const server = await startDirectory(witnesses, { store, logStore });
  return { clock, server, witnesses, trust: trustIn(witnesses, 2), auditor };
}
