import { setImmediate as turn } from "node:timers/promises";
import {
  answerAddCheckpoint,
  formatAddCheckpoint,
  formatVerifierKey,
  judgeTlogProof,
  LogWriter,
  MemoryLogStore,
  MemoryWitnessStore,
  parsePolicy,
  proveEntry,
  readWitnessResponse,
  storedTiles,
  verifierKey,
  type InclusionPromise,
  type KeyKind,
  type Policy,
  type SubmitRefusal,
  type VerifierKey,
  type WitnessPort,
} from "@bridle/ledger";
import type { Result } from "@bridle/protocol";
import { ed25519Signer, newSeed, nodeCrypto } from "@bridle/server/ledger";

const ORIGIN = "replay/decisions";

/** A log of decisions in memory with one witness, and proofs of what is in it. */
export class WitnessedLog {
  readonly #writer: LogWriter;
  readonly #store: MemoryLogStore;
  readonly #policy: Policy;
  readonly #entries: Uint8Array[] = [];

  private constructor(parts: { writer: LogWriter; store: MemoryLogStore; policy: Policy }) {
    this.#writer = parts.writer;
    this.#store = parts.store;
    this.#policy = parts.policy;
  }

  static async open(nowMs: () => number): Promise<WitnessedLog> {
    const [log, cosigner] = [keyOf(ORIGIN, "ed25519"), keyOf("replay/witness", "cosignature")];
    const policy = parsePolicy(nodeCrypto.sha256, policyText(log.key, cosigner.key));
    if (!policy.ok) throw new Error(`assertion failed: line ${policy.error.line} of the policy`);
    const witness: WitnessPort = {
      key: cosigner.key,
      async addCheckpoint(request) {
        const memory = { store: witnessed, nowSeconds: () => Math.floor(nowMs() / 1000) };
        const env = { crypto: nodeCrypto, ...cosigner, logs: [log.key], ...memory };
        const { status, body } = await answerAddCheckpoint(env, formatAddCheckpoint(request));
        return readWitnessResponse(status, body);
      },
    };
    const witnessed = new MemoryWitnessStore();
    const store = new MemoryLogStore();
    const writer = await LogWriter.open({
      crypto: nodeCrypto,
      store,
      ...log,
      witnesses: [witness],
      quorum: policy.value.quorum,
      clock: { wait: () => turn() },
    });
    if (!writer.ok) throw new Error(`the replay's log didn't open: ${writer.error.kind}`);
    return new WitnessedLog({ writer: writer.value, store, policy: policy.value });
  }

  /** Entries that were taken. */
  get size(): number {
    return this.#entries.length;
  }

  async append(entry: Uint8Array): Promise<Result<InclusionPromise, SubmitRefusal>> {
    const promised = await this.#writer.submit(entry);
    if (promised.ok) this.#entries[promised.value.index] = entry;
    // It is at its place, and not proven there.
    else if (promised.error.kind === "not_yet_witnessed") this.#entries[promised.error.index] = entry;
    else throw new Error(`the replay's log took nothing more: ${promised.error.kind}`);
    return promised;
  }

  /** How many of the entries a tlog-proof shows to be in the log, as somebody judges it who has only the policy. */
  async proven(): Promise<number> {
    const checkpoint = await this.#store.published();
    let proven = 0;
    for (const [index, entry] of this.#entries.entries()) {
      if (checkpoint === undefined) break;
      const proof = await proveEntry(nodeCrypto, storedTiles(this.#store), { index, checkpoint });
      if (!proof.ok) continue;
      if (judgeTlogProof(nodeCrypto, this.#policy, { proof: proof.value, entry }).kind === "proven") proven++;
    }
    return proven;
  }
}

function keyOf(name: string, kind: KeyKind): { key: VerifierKey; signer: ReturnType<typeof ed25519Signer> } {
  const signer = ed25519Signer(newSeed());
  return { key: verifierKey(nodeCrypto.sha256, { name, kind, publicKey: signer.publicKey }), signer };
}

function policyText(log: VerifierKey, witness: VerifierKey): string {
  const lines = [`log ${formatVerifierKey(log)}`, `witness w ${formatVerifierKey(witness)}`, "quorum w", ""];
  return lines.join("\n");
}
