import { assert, err, ok, type Result } from "@bridle/protocol";
import type { LogPorts } from "../log/log-ports.ts";
import type { LogWriter, SubmitRefusal } from "../log/log-writer.ts";
import { proveConsistency, proveInclusion, storedTiles } from "../log/stored-tiles.ts";
import { parseCheckpoint } from "../note/checkpoint.ts";
import { parseNote } from "../note/signed-note.ts";
import { encodeAnswer } from "./answer.ts";
import {
  answerLookup,
  answerOwner,
  commitEpoch,
  type DirectoryEnv,
  type DirectoryUpdate,
} from "./directory.ts";
import { decodeEpoch, type EpochEntry } from "./epoch.ts";
import type { EpochProof, VersionProof } from "./lookup.ts";
import { BrokenTree } from "./prefix-insert.ts";

/** What a client asks the directory. */
export interface DirectoryQuestion {
  readonly label: Uint8Array;
  /** The size of the newest checkpoint that the client trusts; 0 for the first time. */
  readonly knownSize: number;
  /** An owner asks for the absence of all later versions too. */
  readonly asOwner: boolean;
}

export type ServiceRefusal =
  /** Tree and log don't fit each other: one of them was restored without the other. */
  | { readonly kind: "diverged"; readonly epochs: number; readonly logged: number }
  | { readonly kind: "not_logged"; readonly why: SubmitRefusal };

/**
 * The directory over its log: commits an epoch's tree, then logs it, and answers from what is published.
 * One epoch at a time; an epoch that waits for witnesses is published before the next one is made.
 */
export class DirectoryService<Point> {
  readonly #env: DirectoryEnv<Point>;
  readonly #log: LogWriter;
  readonly #ports: LogPorts;

  private constructor(env: DirectoryEnv<Point>, log: LogWriter, ports: LogPorts) {
    this.#env = env;
    this.#log = log;
    this.#ports = ports;
  }

  /** Takes up a directory; logs the epoch that was committed but not logged when the process ended. */
  static async open<Point>(
    env: DirectoryEnv<Point>,
    log: LogWriter,
    ports: LogPorts,
  ): Promise<Result<DirectoryService<Point>, ServiceRefusal>> {
    const service = new DirectoryService(env, log, ports);
    const caughtUp = await service.#catchUp();
    return caughtUp.ok ? ok(service) : caughtUp;
  }

  /**
   * Publishes the next epoch, with or without updates. To be called at a fixed pace [L43]. After
   * `not_logged` the updates may have been committed or not; giving them again is harmless.
   */
  async publishEpoch(
    updates: readonly DirectoryUpdate[],
    atMs: number,
  ): Promise<Result<EpochEntry, ServiceRefusal>> {
    const before = await this.#catchUp();
    if (!before.ok) return before;
    const { entry } = await commitEpoch(this.#env, updates, atMs);
    const logged = await this.#logEntry(entry);
    if (!logged.ok) return logged;
    const decoded = decodeEpoch(entry);
    assert(decoded !== undefined, "our own entry is one");
    return ok(decoded);
  }

  /** The encoded answer to a client, or `undefined` before the first epoch is published. */
  async answer(question: DirectoryQuestion): Promise<Uint8Array | undefined> {
    const checkpoint = await this.#ports.store.published();
    const size = publishedSize(checkpoint);
    if (checkpoint === undefined || size === 0) return undefined;
    const stored = await this.#env.store.epoch(size - 1);
    const entry = stored === undefined ? undefined : decodeEpoch(stored.entry);
    assert(stored !== undefined && entry !== undefined, "what is logged is stored");
    const epoch = await this.#epochProof({ entry: stored.entry, checkpoint, size });
    const tree = { epoch: entry.epoch, root: entry.root };
    const lookup = { epoch, answer: await answerLookup(this.#env, tree, question.label) };
    const absent: readonly VersionProof[] = question.asOwner
      ? await answerOwner(this.#env, tree, question.label)
      : [];
    const from = Math.min(question.knownSize, size);
    const { sha256 } = this.#ports.crypto;
    const consistency =
      from === size ? [] : await proveConsistency(sha256, storedTiles(this.#ports.store), { from, to: size });
    return encodeAnswer({ lookup, consistency, absent });
  }

  /**
   * As `answer`. The tree may lose nodes of the answered epoch while a later one is committed; then it is
   * asked once more, for the newer one. Throws `LogStoreFault` when that doesn't help.
   */
  async answerSteadily(question: DirectoryQuestion): Promise<Uint8Array | undefined> {
    try {
      return await this.answer(question);
    } catch (thrown) {
      if (!(thrown instanceof BrokenTree)) throw thrown;
      return this.answer(question);
    }
  }

  async #epochProof(of: {
    readonly entry: Uint8Array;
    readonly checkpoint: string;
    readonly size: number;
  }): Promise<EpochProof> {
    const place = { index: of.size - 1, size: of.size };
    const path = await proveInclusion(this.#ports.crypto.sha256, storedTiles(this.#ports.store), place);
    return { entry: of.entry, path, checkpoint: of.checkpoint };
  }

  async #catchUp(): Promise<Result<void, ServiceRefusal>> {
    const { epochs } = await this.#env.store.state();
    const logged = this.#log.head.size;
    if (epochs < logged || epochs > logged + 1) return err({ kind: "diverged", epochs, logged });
    if (epochs === logged + 1) {
      const stored = await this.#env.store.epoch(logged);
      assert(stored !== undefined, "what is committed is stored");
      return this.#logEntry(stored.entry);
    }
    if (publishedSize(await this.#ports.store.published()) === logged) return ok(undefined);
    await this.#log.publish();
    const published = publishedSize(await this.#ports.store.published()) === logged;
    return published
      ? ok(undefined)
      : err({ kind: "not_logged", why: { kind: "not_yet_witnessed", index: logged - 1 } });
  }

  async #logEntry(entry: Uint8Array): Promise<Result<void, ServiceRefusal>> {
    const outcome = await this.#log.submit(entry);
    return outcome.ok ? ok(undefined) : err({ kind: "not_logged", why: outcome.error });
  }
}

/** How many entries a published checkpoint covers; 0 without one. */
export function publishedSize(note: string | undefined): number {
  return note === undefined ? 0 : (parseCheckpoint(parseNote(note)?.text ?? "")?.size ?? 0);
}
