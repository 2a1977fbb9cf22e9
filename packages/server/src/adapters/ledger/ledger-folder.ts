import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import {
  auditPath,
  chainLengthOf,
  type DirectoryEnv,
  type DirectoryQuestion,
  DirectoryService,
  type DirectoryUpdate,
  formatVerifierKey,
  type InclusionPromise,
  type LogPorts,
  LogWriter,
  type OpenRefusal,
  openVrfKey,
  paddingLeavesDefault,
  PlaceMemory,
  proveConsistency,
  publishedSize,
  resourcesOf,
  storedTiles,
  type StopReason,
  type SubmitRefusal,
  type VerifierKey,
  verifierKey,
} from "@bridle/ledger";
import { err, type DirectoryIdentity, type Result, toHex } from "@bridle/protocol";
import type { DirectoryTerms, EpochOutcome, Ledger, LedgerLog, LedgerState } from "../../ports/ledger.ts";
import { syncFolder } from "../keys-file.ts";
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
/** There after a restore, until it is known that nothing newer was published. */
export const RESTORED_MARK = "restored";

const AUDIT_PREFIX = auditPath(0).slice(0, -1);
/** VRF proofs that are kept: some 20 MB. */
const PLACES_MAX = 100_000;

interface OpenLogs {
  readonly directory: LogWriter;
  readonly decisions: LogWriter;
  readonly service: DirectoryService<CurvePoint>;
}

/** The logs in a folder, in this thread: see `LedgerThread` for the one that servers use. */
export class LedgerFolder implements Ledger {
  readonly #options: LedgerOptions;
  readonly #policy: PublishingPolicy;
  readonly #identity: DirectoryIdentity;
  readonly #ports: Readonly<Record<LedgerLog, LogPorts>>;
  readonly #stores: Readonly<Record<LedgerLog, SqliteLogStore>>;
  readonly #tree: SqliteDirectoryStore;
  readonly #env: DirectoryEnv<CurvePoint>;
  #open: OpenLogs | undefined;
  #state: LedgerState = "opening";
  #epochs = 0;

  /** Opens or makes the files. Throws `StoreRefusal` and `LogStoreFault`. */
  constructor(options: LedgerOptions) {
    const { folder } = options;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#options = options;
    const secrets = loadOrCreateLedgerKeys(folder, options.nowMs);
    const keys = logKeys(options.serverId, secrets);
    this.#policy = publishingPolicy(options.policy, [keys.directory, keys.decisions]);
    this.#stores = {
      directory: new SqliteLogStore(join(folder, DIRECTORY_FILE)),
      decisions: new SqliteLogStore(join(folder, DECISIONS_FILE)),
    };
    this.#tree = new SqliteDirectoryStore(join(folder, DIRECTORY_FILE));
    this.#ports = {
      directory: this.#portsOf(keys.directory, secrets.directorySeed, "directory"),
      decisions: this.#portsOf(keys.decisions, secrets.decisionsSeed, "decisions"),
    };
    const vrfKey = openVrfKey(vrf, secrets.vrfSecret);
    this.#identity = {
      sinceMs: secrets.sinceMs,
      logKey: formatVerifierKey(keys.directory),
      vrfPublicKey: vrfKey.publicKey,
    };
    this.#env = {
      sha256: nodeCrypto.sha256,
      vrf,
      vrfKey,
      openingSecret: secrets.openingSecret,
      store: this.#tree,
      random: (bytes) => new Uint8Array(randomBytes(bytes)),
      paddingLeaves: paddingLeavesDefault,
      places: new PlaceMemory(PLACES_MAX),
    };
  }

  get state(): LedgerState {
    return this.#state;
  }

  get epochs(): number {
    return this.#epochs;
  }

  /**
   * Asks the witnesses where the logs end, and takes them up [L16]. Called again after `no_quorum`, and after
   * a fault of the disk.
   */
  async begin(): Promise<LedgerState> {
    const mark = join(this.#options.folder, RESTORED_MARK);
    const { quorum } = this.#policy.policy;
    // Nobody else remembers what was published, so nobody can say that this copy is the newest.
    if (existsSync(mark) && quorum.kind === "none") return (this.#state = "restored");
    this.#epochs = (await this.#tree.state()).epochs;
    const opened = await this.#openLogs();
    if (!opened.ok) return (this.#state = opened.error);
    this.#open = opened.value;
    if (existsSync(mark)) {
      rmSync(mark);
      syncFolder(this.#options.folder);
    }
    return (this.#state = "open");
  }

  terms(): DirectoryTerms | undefined {
    return this.#state === "open" ? { identity: this.#identity, policy: this.#policy.text } : undefined;
  }

  async lookup(question: DirectoryQuestion): Promise<Uint8Array | undefined> {
    return this.#open?.service.answerSteadily(question);
  }

  async consistency(step: { from: number; to: number }): Promise<readonly Uint8Array[] | undefined> {
    const published = publishedSize(await this.#stores.directory.published());
    if (this.#open === undefined || step.to > published) return undefined;
    if (step.from === step.to) return [];
    return proveConsistency(nodeCrypto.sha256, storedTiles(this.#stores.directory), step);
  }

  async publishEpoch(updates: readonly DirectoryUpdate[], atMs: number): Promise<EpochOutcome> {
    const open = this.#open;
    if (open === undefined) return "later";
    const published = await open.service.publishEpoch(await this.#onward(updates), atMs);
    if (published.ok) return "published";
    this.#note(published.error.kind === "diverged" ? "diverged" : stateAfter(open.directory.stopped));
    return "later";
  }

  async append(entry: Uint8Array): Promise<Result<InclusionPromise, SubmitRefusal>> {
    const open = this.#open;
    if (open === undefined) return err({ kind: "stopped", why: { kind: "closed" } });
    const appended = await open.decisions.submit(entry);
    this.#note(stateAfter(open.decisions.stopped));
    return appended;
  }

  async resource(log: LedgerLog, path: string): Promise<Uint8Array | undefined> {
    if (this.#open === undefined) return undefined;
    if (log === "directory" && path.startsWith(AUDIT_PREFIX)) return this.#audit(path);
    return resourcesOf(this.#stores[log])(path);
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#state = "closed";
    await open?.directory.close();
    await open?.decisions.close();
    this.#tree.close();
    for (const store of Object.values(this.#stores)) store.close();
  }

  /** The audit blob of an epoch that is public. */
  async #audit(path: string): Promise<Uint8Array | undefined> {
    const epoch = Number(path.slice(AUDIT_PREFIX.length));
    const published = publishedSize(await this.#stores.directory.published());
    if (!Number.isSafeInteger(epoch) || epoch >= published || auditPath(epoch) !== path) return undefined;
    return (await this.#tree.epoch(epoch))?.audit;
  }

  /**
   * Without what would go back: a store that was restored beside newer logs holds older chains, and a chain
   * never gets shorter.
   */
  async #onward(updates: readonly DirectoryUpdate[]): Promise<readonly DirectoryUpdate[]> {
    const { epochs } = await this.#tree.state();
    const known = await Promise.all(updates.map(({ label }) => this.#tree.newest(label, epochs)));
    return updates.filter(({ value }, at) => {
      const before = known[at];
      return before === undefined || chainLengthOf(before.value) < chainLengthOf(value);
    });
  }

  #note(state: LedgerState | undefined): void {
    if (state === undefined || this.#state === "closed") return;
    this.#state = state;
    this.#open = undefined;
  }

  async #openLogs(): Promise<Result<OpenLogs, LedgerState>> {
    const directory = await LogWriter.open(this.#ports.directory);
    if (!directory.ok) return err(stateOf(directory.error));
    const decisions = await LogWriter.open(this.#ports.decisions);
    if (!decisions.ok) return err(stateOf(decisions.error));
    const service = await DirectoryService.open(this.#env, directory.value, this.#ports.directory);
    if (service.ok) {
      return {
        ok: true,
        value: { directory: directory.value, decisions: decisions.value, service: service.value },
      };
    }
    return err(
      service.error.kind === "diverged" ? "diverged" : (stateAfter(directory.value.stopped) ?? "no_quorum"),
    );
  }

  #portsOf(key: VerifierKey, seed: Uint8Array, log: LedgerLog): LogPorts {
    const { witnesses, policy } = this.#policy;
    return {
      crypto: nodeCrypto,
      store: this.#stores[log],
      key,
      signer: ed25519Signer(seed),
      witnesses,
      quorum: policy.quorum,
      clock: { wait: (ms) => setTimeout(ms) },
    };
  }
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

function stateOf(why: OpenRefusal | StopReason): LedgerState {
  switch (why.kind) {
    case "no_quorum":
    case "rolled_back":
    case "forked":
    case "closed":
      return why.kind;
    default:
      return "damaged";
  }
}

/** A writer that stopped ends the logs' being open; one that only waits for witnesses doesn't. */
function stateAfter(stopped: StopReason | undefined): LedgerState | undefined {
  return stopped === undefined ? undefined : stateOf(stopped);
}
