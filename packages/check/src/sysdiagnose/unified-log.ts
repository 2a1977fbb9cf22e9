import type { Examination } from "../examination/examination.ts";
import type { InputFile } from "../examination/finding.ts";
import { quoted } from "../examination/quoted.ts";
import { collected } from "../formats/stream.ts";
import { type LoggedProcess, readTrace } from "../formats/tracev3.ts";
import { uuidOfPlace, uuidtextPath } from "../formats/uuidtext.ts";
import { limits } from "../limits.ts";
import type { SourceFile } from "../ports/source.ts";
import { LogText } from "./log-text.ts";
import { checkProcessPath } from "./processes.ts";

const NAME = "UnifiedLogProcesses";
const PROCESSES_MAX = 500_000;

interface Logged {
  readonly input: InputFile;
  readonly pids: Set<number>;
}

/** Joins the processes of the catalogs with the paths in `uuidtext`; a log archive holds both in any order. */
export class UnifiedLog {
  readonly #examination: Examination;
  readonly #text: LogText;
  readonly #logged = new Map<string, Logged>();
  readonly #paths = new Map<string, string>();
  #damaged = 0;

  constructor(examination: Examination) {
    this.#examination = examination;
    this.#text = new LogText(examination.module("UnifiedLogText"));
  }

  async trace(file: SourceFile): Promise<void> {
    const run = this.#examination.module(NAME);
    const input = this.#examination.input(file);
    const damage = await readTrace(
      this.#examination.hashing(file, input),
      (process) => this.#add(process, input),
      (content) => this.#text.read(content, { input }),
    );
    run.record();
    if (damage !== undefined) run.partial(`${quoted(file.path)}: ${damage}`);
  }

  /** `false` when the file's place spells no identifier. */
  async path(file: SourceFile): Promise<boolean> {
    const uuid = uuidOfPlace(file.path);
    if (uuid === undefined) return false;
    const chunks = this.#examination.hashing(file, this.#examination.input(file));
    const path = uuidtextPath(await collected(chunks, limits.memberBytesMax));
    if (path === undefined) this.#damaged++;
    else if (this.#paths.size < PROCESSES_MAX) this.#paths.set(uuid, path);
    return true;
  }

  /** Looks up what ran; after the last file. */
  end(): void {
    const run = this.#examination.module(NAME);
    this.#text.end();
    let nameless = 0;
    for (const [uuid, { input, pids }] of this.#logged) {
      const path = this.#paths.get(uuid);
      if (path === undefined) {
        nameless++;
        continue;
      }
      run.record();
      const [pid = 0] = pids;
      checkProcessPath(
        { path, place: { input, name: `pid ${pid}` }, about: "A program wrote to the system's log" },
        run,
      );
    }
    if (this.#damaged > 0) run.partial(`${this.#damaged} files with the paths of programs can't be read`);
    // Programs that were taken off the phone leave no path; not all of them were.
    if (nameless > 0 && nameless === this.#logged.size)
      run.partial("no program's path is in the log's archive");
    else if (nameless > 0) run.note(`${nameless} programs wrote to the log without leaving a path`);
  }

  #add({ uuid, pid }: LoggedProcess, input: InputFile): void {
    const known = this.#logged.get(uuid);
    if (known !== undefined) {
      if (known.pids.size < 100) known.pids.add(pid);
    } else if (this.#logged.size < PROCESSES_MAX) this.#logged.set(uuid, { input, pids: new Set([pid]) });
  }
}
