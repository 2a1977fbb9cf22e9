import {
  answerAddCheckpoint,
  formatAddCheckpoint,
  formatVerifierKey,
  type LogPorts,
  type LogStore,
  LogWriter,
  MemoryLogStore,
  MemoryWitnessStore,
  type Policy,
  parsePolicy,
  readWitnessResponse,
  type VerifierKey,
  verifierKey,
  type WitnessEnv,
  type WitnessPort,
  type WitnessStore,
} from "../src/index.ts";
import { crypto, sha256, testSigner } from "./node-crypto.ts";

export const origin = "log.example/ledger";

export function keyOf(name: string, kind: VerifierKey["kind"]): VerifierKey {
  return verifierKey(sha256, { name, kind, publicKey: testSigner(name).publicKey });
}

export const logKey = keyOf(origin, "ed25519");

/** A witness in the same process. */
export function testWitness(
  name: string,
  options: { store?: WitnessStore; nowSeconds?: () => number } = {},
): WitnessEnv {
  return {
    crypto,
    key: keyOf(name, "cosignature"),
    signer: testSigner(name),
    logs: [logKey],
    store: options.store ?? new MemoryWitnessStore(),
    nowSeconds: options.nowSeconds ?? (() => 1_700_000_000),
  };
}

/** The witness as the log reaches it, over the text format; `down` makes it unreachable. */
export function portOf(env: WitnessEnv, state: { down: boolean } = { down: false }): WitnessPort {
  return {
    key: env.key,
    async addCheckpoint(request) {
      if (state.down) return { kind: "unreachable" };
      const { status, body } = await answerAddCheckpoint(env, formatAddCheckpoint(request));
      return readWitnessResponse(status, body);
    },
  };
}

/** The text of a policy: this log, these witnesses, k of them. */
export function policyText(witnesses: readonly VerifierKey[], threshold: number, log = logKey): string {
  const lines = witnesses.map((key, at) => `witness w${at} ${formatVerifierKey(key)}`);
  const group =
    witnesses.length === 0
      ? []
      : [`group all-of-them ${threshold} ${witnesses.map((_, at) => `w${at}`).join(" ")}`];
  const quorum = witnesses.length === 0 ? "quorum none" : "quorum all-of-them";
  return [`log ${formatVerifierKey(log)}`, ...lines, ...group, quorum, ""].join("\n");
}

export function policyOf(witnesses: readonly VerifierKey[], threshold: number, log = logKey): Policy {
  const policy = parsePolicy(sha256, policyText(witnesses, threshold, log));
  if (!policy.ok) throw new Error(`line ${policy.error.line}: ${policy.error.reason}`);
  return policy.value;
}

/** Ports of a log over a store, with a clock on which waiting takes one turn of the event loop. */
export function logPorts(
  store: LogStore,
  witnesses: readonly WitnessPort[] = [],
  threshold = witnesses.length,
): LogPorts {
  return {
    crypto,
    store,
    key: logKey,
    signer: testSigner(origin),
    witnesses,
    quorum: policyOf(
      witnesses.map(({ key }) => key),
      threshold,
    ).quorum,
    clock: { wait: () => new Promise((resolve) => setImmediate(resolve)) },
  };
}

export async function openLog(ports: LogPorts): Promise<LogWriter> {
  const opened = await LogWriter.open(ports);
  if (!opened.ok) throw new Error(`not opened: ${JSON.stringify(opened.error)}`);
  return opened.value;
}

/** A small published log. */
export async function publishedLog(
  entries: readonly Uint8Array[],
): Promise<{ store: MemoryLogStore; checkpoint: string; ports: LogPorts }> {
  const store = new MemoryLogStore();
  const ports = logPorts(
    store,
    ["w1.example", "w2.example", "w3.example"].map((name) => portOf(testWitness(name))),
    2,
  );
  const log = await openLog(ports);
  await Promise.all(entries.map((entry) => log.submit(entry)));
  await log.close();
  return { store, checkpoint: (await store.published()) ?? "", ports };
}
