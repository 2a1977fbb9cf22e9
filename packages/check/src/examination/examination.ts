import { toHex } from "@bridle/protocol";
import type { IndicatorSet } from "../indicators/indicator-set.ts";
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

  /** A file's bytes in order; `input` gets the hash once they are through. */
  async *hashing(file: SourceFile, input: InputFile): AsyncGenerator<Uint8Array> {
    const hash = this.platform.sha256();
    for await (const chunk of file.stream()) {
      hash.update(chunk);
      if (this.#options.signal?.aborted === true) throw new Cancelled("cancelled");
      yield chunk;
    }
    input.sha256 = toHex(hash.digest());
  }
}
