import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import {
  auditPath,
  chainLengthOf,
  type DirectoryQuestion,
  DirectoryService,
  type DirectoryUpdate,
  type InclusionPromise,
  LogWriter,
  type OpenRefusal,
  proveConsistency,
  publishedSize,
  resourcesOf,
  storedTiles,
  type StopReason,
  type SubmitRefusal,
} from "@bridle/ledger";
import { err, type Result } from "@bridle/protocol";
import type { DirectoryTerms, EpochOutcome, Ledger, LedgerLog, LedgerState } from "../../ports/ledger.ts";
import { syncFolder } from "../keys-file.ts";
import type { CurvePoint } from "./edwards25519.ts";
import { type LedgerOptions, type LedgerParts, openLedgerParts } from "./ledger-parts.ts";
import { nodeCrypto } from "./node-crypto.ts";

/** There after a restore, until it is known that nothing newer was published. */
export const RESTORED_MARK = "restored";

const AUDIT_PREFIX = auditPath(0).slice(0, -1);
/** While their witnesses are asked, and don't say otherwise, logs can be read. */
const READABLE: ReadonlySet<LedgerState> = new Set<LedgerState>(["opening", "open", "no_quorum"]);

interface OpenLogs {
  readonly directory: LogWriter;
  readonly decisions: LogWriter;
  readonly service: DirectoryService<CurvePoint>;
}

/** The logs in a folder, in this thread: see `LedgerThread` for the one that servers use. */
export class LedgerFolder implements Ledger {
  readonly #folder: string;
  readonly #parts: LedgerParts;
  #open: OpenLogs | undefined;
  #state: LedgerState = "opening";
  #epochs = 0;

  /** Opens or makes the files. Throws `StoreRefusal` and `LogStoreFault`. */
  constructor(options: LedgerOptions) {
    this.#folder = options.folder;
    this.#parts = openLedgerParts(options);
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
    try {
      return await this.#begin();
    } catch {
      return (this.#state = "damaged");
    }
  }

  async #begin(): Promise<LedgerState> {
    const mark = join(this.#folder, RESTORED_MARK);
    const { quorum } = this.#parts.policy.policy;
    // Nobody else remembers what was published, so nobody can say that this copy is the newest.
    if (existsSync(mark) && quorum.kind === "none") return (this.#state = "restored");
    this.#epochs = (await this.#parts.tree.state()).epochs;
    const opened = await this.#openLogs();
    if (!opened.ok) return (this.#state = opened.error);
    this.#open = opened.value;
    if (existsSync(mark)) {
      rmSync(mark);
      syncFolder(this.#folder);
    }
    return (this.#state = "open");
  }

  policy(): string {
    return this.#parts.policy.text;
  }

  terms(): DirectoryTerms | undefined {
    return this.#state === "open"
      ? { identity: this.#parts.identity, policy: this.#parts.policy.text }
      : undefined;
  }

  async lookup(question: DirectoryQuestion): Promise<Uint8Array | undefined> {
    return this.#open?.service.answerSteadily(question);
  }

  async consistency(step: { from: number; to: number }): Promise<readonly Uint8Array[] | undefined> {
    const published = publishedSize(await this.#parts.stores.directory.published());
    if (this.#open === undefined || step.to > published) return undefined;
    if (step.from === step.to) return [];
    return proveConsistency(nodeCrypto.sha256, storedTiles(this.#parts.stores.directory), step);
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
    if (!READABLE.has(this.#state)) return undefined;
    if (log === "directory" && path.startsWith(AUDIT_PREFIX)) return this.#audit(path);
    return resourcesOf(this.#parts.stores[log])(path);
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#state = "closed";
    await open?.directory.close();
    await open?.decisions.close();
    this.#parts.tree.close();
    for (const store of Object.values(this.#parts.stores)) store.close();
  }

  /** The audit blob of a committed epoch: auditors read it before they stand behind its checkpoint. */
  async #audit(path: string): Promise<Uint8Array | undefined> {
    const epoch = Number(path.slice(AUDIT_PREFIX.length));
    if (!Number.isSafeInteger(epoch) || epoch < 0 || auditPath(epoch) !== path) return undefined;
    return (await this.#parts.tree.epoch(epoch))?.audit;
  }

  /**
   * Without what would go back: a store that was restored beside newer logs holds older chains, and a chain
   * never gets shorter.
   */
  async #onward(updates: readonly DirectoryUpdate[]): Promise<readonly DirectoryUpdate[]> {
    const { epochs } = await this.#parts.tree.state();
    const known = await Promise.all(updates.map(({ label }) => this.#parts.tree.newest(label, epochs)));
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
    const directory = await LogWriter.open(this.#parts.ports.directory);
    if (!directory.ok) return err(stateOf(directory.error));
    const decisions = await LogWriter.open(this.#parts.ports.decisions);
    if (!decisions.ok) {
      await directory.value.close();
      return err(stateOf(decisions.error));
    }
    const service = await DirectoryService.open(
      this.#parts.env,
      directory.value,
      this.#parts.ports.directory,
    );
    if (service.ok) {
      return {
        ok: true,
        value: { directory: directory.value, decisions: decisions.value, service: service.value },
      };
    }
    const { stopped } = directory.value;
    await directory.value.close();
    await decisions.value.close();
    return err(service.error.kind === "diverged" ? "diverged" : (stateAfter(stopped) ?? "no_quorum"));
  }
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
