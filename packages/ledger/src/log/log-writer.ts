import { err, ok, type Result } from "@bridle/protocol";
import { entryBytesMax } from "../tree/entry-bundle.ts";
import { edgeRoot, emptyEdge, grow, type TreeEdge } from "../tree/growth.ts";
import type { TreeHead } from "../tree/merkle-proof.ts";
import type { LogPorts } from "./log-ports.ts";
import { Publisher, type PublishRefusal } from "./publisher.ts";
import { storedTiles } from "./stored-tiles.ts";
import { edgeAt } from "./walk.ts";

/** Bounds of a writer. */
export interface WriterLimits {
  /** How long a submission waits for others to share its commit with. */
  readonly batchMs: number;
  readonly batchEntriesMax: number;
  /** Submissions held in memory; beyond it they are refused. */
  readonly queueEntriesMax: number;
}

/** Half of the 100 ms that a submission may wait, so that the commit before it may take the other half. */
export const writerLimits: WriterLimits = { batchMs: 50, batchEntriesMax: 8192, queueEntriesMax: 65_536 };

/** That an entry is in the log: the published checkpoint covers it, and a proof can be made from tiles. */
export interface InclusionPromise {
  readonly index: number;
  /** The signed note, with the cosignatures of a quorum. */
  readonly checkpoint: string;
}

export type SubmitRefusal =
  | { readonly kind: "entry_too_long" }
  /** Too many are waiting; nothing was stored. */
  | { readonly kind: "busy" }
  /** The entry is durable at `index`, and is published as soon as enough witnesses answer. */
  | { readonly kind: "not_yet_witnessed"; readonly index: number }
  /** This writer has stopped for good, `why` it did; nothing is known about the entry. */
  | { readonly kind: "stopped"; readonly why: StopReason };

export type StopReason = PublishRefusal | { readonly kind: "store_failed" } | { readonly kind: "closed" };

export type OpenRefusal = PublishRefusal | { readonly kind: "corrupt_store"; readonly resource: string };

interface Submission {
  readonly entry: Uint8Array;
  readonly settle: (outcome: Result<InclusionPromise, SubmitRefusal>) => void;
}

interface Committed extends Submission {
  readonly index: number;
}

/**
 * The one writer of a log [L14]. Entries and head are committed in one transaction before the head is
 * signed; the signature is shown to the witnesses before anybody else sees it. Memory depends on the batch
 * and the queue, not on the log.
 */
export class LogWriter {
  readonly #ports: LogPorts;
  readonly #limits: WriterLimits;
  readonly #publisher: Publisher;
  #edge: TreeEdge;
  #head: TreeHead;
  #waiting: Submission[] = [];
  #committed: Committed[] = [];
  #stopped: StopReason | undefined;
  /** Two loops, each running at most once. A loop says that it ends in the same turn in which it looked last. */
  readonly #running = { commit: false, publish: false };
  #committing: Promise<void> = Promise.resolve();
  #publishing: Promise<void> = Promise.resolve();
  #wanted = false;

  private constructor(ports: LogPorts, limits: WriterLimits, from: { edge: TreeEdge; publisher: Publisher }) {
    this.#ports = ports;
    this.#limits = limits;
    this.#publisher = from.publisher;
    this.#edge = from.edge;
    this.#head = { size: from.edge.size, root: edgeRoot(ports.crypto.sha256, from.edge) };
  }

  /** Takes up a log where its store ends, after the witnesses confirmed that it ends there [L16]. */
  static async open(ports: LogPorts, limits = writerLimits): Promise<Result<LogWriter, OpenRefusal>> {
    const edge = await storedEdge(ports);
    if (!edge.ok) return edge;
    const publisher = new Publisher(ports);
    const writer = new LogWriter(ports, limits, { edge: edge.value, publisher });
    const probed = await publisher.probe(writer.#head);
    return probed.ok ? ok(writer) : probed;
  }

  /** The committed head. */
  get head(): TreeHead {
    return this.#head;
  }

  /** Why this writer takes nothing more, if it does not. */
  get stopped(): StopReason | undefined {
    return this.#stopped;
  }

  /** Appends an entry; settles when it is published, or when that can't be said. */
  submit(entry: Uint8Array): Promise<Result<InclusionPromise, SubmitRefusal>> {
    if (this.#stopped !== undefined) return settled({ kind: "stopped", why: this.#stopped });
    if (entry.length > entryBytesMax) return settled({ kind: "entry_too_long" });
    if (this.#waiting.length + this.#committed.length >= this.#limits.queueEntriesMax)
      return settled({ kind: "busy" });
    const { promise, resolve } = Promise.withResolvers<Result<InclusionPromise, SubmitRefusal>>();
    this.#waiting.push({ entry: entry.slice(), settle: resolve });
    if (!this.#running.commit) this.#committing = this.#commitAll();
    return promise;
  }

  /** Signs, witnesses and publishes the committed head once more: the heartbeat, and the retry. */
  async publish(): Promise<void> {
    this.#publishSoon();
    await this.#publishing;
  }

  /** Commits and publishes what was submitted, then takes nothing more. */
  async close(): Promise<void> {
    await this.#committing;
    await this.#publishing;
    this.#stop({ kind: "closed" });
  }

  async #commitAll(): Promise<void> {
    this.#running.commit = true;
    while (this.#waiting.length > 0 && this.#stopped === undefined) {
      if (this.#waiting.length < this.#limits.batchEntriesMax)
        await this.#ports.clock.wait(this.#limits.batchMs);
      const batch = this.#waiting.splice(0, this.#limits.batchEntriesMax);
      await this.#orStop(() => this.#commit(batch));
    }
    this.#running.commit = false;
  }

  async #commit(batch: readonly Submission[]): Promise<void> {
    const first = this.#head.size;
    this.#committed.push(...batch.map((submission, at) => ({ ...submission, index: first + at })));
    const entries = batch.map(({ entry }) => entry);
    const grown = grow(this.#ports.crypto.sha256, this.#edge, entries);
    const change = { from: this.#head, to: grown.head, tiles: grown.tiles };
    if ((await this.#ports.store.append(change)) === "conflict") {
      this.#stop({ kind: "not_the_writer" });
      return;
    }
    [this.#edge, this.#head] = [grown.edge, grown.head];
    this.#publishSoon();
  }

  #publishSoon(): void {
    this.#wanted = true;
    if (!this.#running.publish) this.#publishing = this.#publishAll();
  }

  async #publishAll(): Promise<void> {
    this.#running.publish = true;
    while (this.#wanted && this.#stopped === undefined) {
      this.#wanted = false;
      await this.#orStop(() => this.#publishHead(this.#head));
    }
    this.#running.publish = false;
  }

  async #publishHead(head: TreeHead): Promise<void> {
    const published = await this.#publisher.publish(head);
    if (!published.ok && published.error.kind !== "no_quorum") {
      this.#stop(published.error);
      return;
    }
    // A batch that is being committed lies behind this head and waits for its own.
    const covered = this.#committed.filter(({ index }) => index < head.size);
    this.#committed = this.#committed.filter(({ index }) => index >= head.size);
    for (const { index, settle } of covered) {
      settle(
        published.ok ? ok({ index, checkpoint: published.value }) : err({ kind: "not_yet_witnessed", index }),
      );
    }
  }

  // After a fault nobody knows what the disk holds; whoever opens the log again finds out.
  async #orStop(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch {
      this.#stop({ kind: "store_failed" });
    }
  }

  #stop(why: StopReason): void {
    this.#stopped ??= why;
    const left = [...this.#waiting, ...this.#committed];
    [this.#waiting, this.#committed] = [[], []];
    for (const { settle } of left) settle(err({ kind: "stopped", why: this.#stopped }));
  }
}

async function storedEdge(ports: LogPorts): Promise<Result<TreeEdge, OpenRefusal>> {
  const head = await ports.store.head();
  if (head === undefined) return ok(emptyEdge);
  const edge = await edgeAt(ports.crypto.sha256, storedTiles(ports.store), head);
  return edge.ok ? edge : err({ kind: "corrupt_store", resource: edge.error.path });
}

function settled(refusal: SubmitRefusal): Promise<Result<InclusionPromise, SubmitRefusal>> {
  return Promise.resolve(err(refusal));
}
