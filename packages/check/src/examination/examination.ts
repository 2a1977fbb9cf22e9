import { toHex } from "@bridle/protocol";
import type { IndicatorSet } from "../indicators/indicator-set.ts";
import { limits } from "../limits.ts";
import type { Platform } from "../ports/platform.ts";
import type { SourceFile } from "../ports/source.ts";
import type { Coverage, Finding, InputFile } from "./finding.ts";
import { ModuleRun, type Shared } from "./module-run.ts";
import { Timeline } from "./timeline.ts";

/** How far a run is. */
export interface Progress {
  readonly phase: "recognise" | "derive-key" | "list" | "read" | "report";
  /** What is being read. */
  readonly what?: string;
  /** For the key derivation: how long it will take, in milliseconds. */
  readonly expectedMs?: number;
}

export interface ExaminationOptions {
  readonly platform: Platform;
  readonly indicators: IndicatorSet;
  readonly timeline: boolean;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Looked at often; once it is aborted the run ends with `Cancelled`. */
  readonly signal?: { readonly aborted: boolean } | undefined;
}

const ACCOUNTS_MAX = 1_000_000;

/** Thrown by a run whose caller ended it. */
export class Cancelled extends Error {}

/** One run over one device's evidence. */
export class Examination {
  readonly findings: Finding[] = [];
  readonly inputs: InputFile[] = [];
  readonly timeline: Timeline;
  readonly platform: Platform;
  readonly indicators: IndicatorSet;
  readonly #modules = new Map<string, ModuleRun>();
  readonly #accounts = new Map<string, string>();
  readonly #options: ExaminationOptions;
  readonly #shared: Shared;

  constructor(options: ExaminationOptions) {
    this.#options = options;
    this.platform = options.platform;
    this.indicators = options.indicators;
    this.timeline = new Timeline(options.timeline);
    this.#shared = { ...options, timeline: this.timeline, findings: this.findings };
  }

  /** A module's books, opened on first use. */
  module(name: string): ModuleRun {
    let run = this.#modules.get(name);
    if (run === undefined) this.#modules.set(name, (run = new ModuleRun(name, this.#shared)));
    return run;
  }

  coverage(): readonly Coverage[] {
    return [...this.#modules.values()].map((run) => run.coverage());
  }

  /** Remembers what an app's own identifier stands for. */
  nameAccount(identifier: string, name: string): void {
    if (name !== "" && this.#accounts.size < ACCOUNTS_MAX) this.#accounts.set(identifier, name);
  }

  /** What an identifier stands for, or the identifier. */
  accountName(identifier: string): string {
    return this.#accounts.get(identifier) ?? identifier;
  }

  progress(progress: Progress): void {
    if (this.#options.signal?.aborted === true) throw new Cancelled("cancelled");
    this.#options.onProgress?.(progress);
  }

  isCancellation(thrown: unknown): boolean {
    return thrown instanceof Cancelled;
  }

  /** Books a file of the evidence that is about to be read. */
  input(file: Pick<SourceFile, "path" | "sizeBytes">): InputFile {
    const input: InputFile = { path: file.path, sizeBytes: file.sizeBytes, sha256: "" };
    this.inputs.push(input);
    return input;
  }

  /** Hashes a file in a pass of its own. */
  async hashed(file: SourceFile): Promise<InputFile> {
    const input = this.input(file);
    for await (const chunk of this.hashing(file, input)) void chunk;
    return input;
  }

  /**
   * A file's bytes in order; `input` gets the hash once they are through. A reader that has seen enough leaves the rest to be hashed: a report
   * without the hash of what it rests on proves nothing. But not without end: it may be a bomb.
   */
  async *hashing(file: Pick<SourceFile, "stream">, input: InputFile): AsyncGenerator<Uint8Array> {
    const hash = this.platform.sha256();
    const chunks = file.stream()[Symbol.asyncIterator]();
    const next = async (): Promise<Uint8Array | undefined> => {
      if (this.#options.signal?.aborted === true) throw new Cancelled("cancelled");
      const read = await chunks.next();
      if (read.done === true) {
        input.sha256 = toHex(hash.digest());
        return undefined;
      }
      hash.update(read.value);
      return read.value;
    };
    let failed = false;
    try {
      for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
    } catch (thrown) {
      failed = true;
      throw thrown;
    } finally {
      let left = failed ? 0 : limits.memberBytesMax;
      while (input.sha256 === "" && left > 0) left -= (await next())?.length ?? 0;
    }
  }
}
