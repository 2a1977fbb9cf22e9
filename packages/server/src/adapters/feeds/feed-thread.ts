import { Worker } from "node:worker_threads";
import type { UsedFeed } from "@bridle/desk";
import type { FeedReader, FeedsOnDay, FeedsRead, Judged, Published } from "../../ports/feed-reader.ts";
import type { FeedShelf } from "./feed-shelf.ts";

type Name = "judge" | "read" | "lookUp" | "sweep";
export type FeedQuestion = {
  readonly [N in Name]: { readonly id: number; readonly name: N; readonly args: Parameters<FeedShelf[N]> };
}[Name];
export interface FeedAnswer {
  readonly id: number;
  readonly value: unknown;
}

/** A feed that takes more ends its thread, and never the server. */
const HEAP_BYTES_MAX = 1_024 * 1024 * 1024;

/** Reads feeds in a thread that begins with the first question, and again after it ended. */
export class FeedThread implements FeedReader {
  readonly #dataDir: string;
  readonly #heapBytesMax: number;
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #worker: Worker | undefined;
  #nextId = 1;
  #closed = false;

  constructor(dataDir: string, heapBytesMax: number = HEAP_BYTES_MAX) {
    this.#dataDir = dataDir;
    this.#heapBytesMax = heapBytesMax;
  }

  judge(nowMs: number): Promise<Judged | undefined> {
    return this.#ask({ name: "judge", args: [nowMs] });
  }

  read(on: FeedsOnDay): Promise<FeedsRead | undefined> {
    return this.#ask({ name: "read", args: [on] });
  }

  lookUp(on: FeedsOnDay, host: string): Promise<{ readonly found: Published | undefined } | undefined> {
    return this.#ask({ name: "lookUp", args: [on, host] });
  }

  async sweep(feeds: readonly UsedFeed[]): Promise<void> {
    await this.#ask({ name: "sweep", args: [feeds] });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  #ask<N extends Name, T extends ReturnType<FeedShelf[N]>>(question: {
    readonly name: N;
    readonly args: Parameters<FeedShelf[N]>;
  }): Promise<T | undefined> {
    if (this.#closed) return Promise.resolve(undefined);
    const id = this.#nextId++;
    return new Promise((resolve) => {
      // What comes back is what the shelf in the thread gave for this very question.
      this.#waiting.set(id, (value) => resolve(value as T | undefined));
      this.#started().postMessage({ id, ...question }, []);
    });
  }

  #started(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL("feeds-worker.ts", import.meta.url), {
      workerData: this.#dataDir,
      resourceLimits: { maxOldGenerationSizeMb: this.#heapBytesMax / (1024 * 1024) },
    });
    worker.on("message", ({ id, value }: FeedAnswer) => {
      this.#waiting.get(id)?.(value);
      this.#waiting.delete(id);
    });
    const ended = (): void => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      for (const answer of this.#waiting.values()) answer(undefined);
      this.#waiting.clear();
    };
    worker.on("error", ended);
    worker.on("exit", ended);
    // It never keeps the process alive by itself.
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}
