import type { Refused, Source, SourceFile } from "@bridle/check";
import { folderAnswer } from "../brand.ts";
import type { FolderFile, FolderQuestion } from "../protocol.ts";
import { browserFile } from "./browser-file.ts";
import type { Reading } from "./reading.ts";

const FILES_MAX = 2_000_000;

type Asked = FolderQuestion extends infer Each ? (Each extends unknown ? Omit<Each, "id"> : never) : never;

/** A folder that the page hands out file by file: of a backup with a hundred thousand files few are asked for. */
export class PageFolder implements Source {
  readonly name: string;
  readonly refused: Refused[] = [];
  readonly #refusedPaths = new Set<string>();
  readonly #port: MessagePort;
  readonly #reading: Reading;
  readonly #waiting = new Map<number, (files: readonly FolderFile[]) => void>();
  #asked = 0;
  #walks = 0;

  constructor(name: string, port: MessagePort, reading: Reading) {
    this.name = name;
    this.#port = port;
    this.#reading = reading;
    port.addEventListener("message", (event) => {
      const { id, files } = folderAnswer(event);
      this.#waiting.get(id)?.(files);
      this.#waiting.delete(id);
    });
    port.start();
  }

  async find(path: string): Promise<SourceFile | undefined> {
    if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return undefined;
    const [found] = await this.#ask({ kind: "find", path });
    return found === undefined ? undefined : this.#opened(found);
  }

  async *walk(): AsyncGenerator<SourceFile> {
    const walk = this.#walks++;
    for (let files = 0; ;) {
      const batch = await this.#ask({ kind: "next", walk });
      if (batch.length === 0) return;
      for (const each of batch) {
        if (++files > FILES_MAX) return this.#refuse("", "more files than are read");
        const file = this.#opened(each);
        if (file !== undefined) yield file;
      }
    }
  }

  #opened({ path, file }: FolderFile): SourceFile | undefined {
    if (file === undefined) this.#refuse(path, "can't be opened");
    return file === undefined ? undefined : browserFile(file, path, this.#reading);
  }

  #refuse(path: string, why: string): void {
    if (this.#refusedPaths.has(path)) return;
    this.#refusedPaths.add(path);
    this.refused.push({ path, why });
  }

  #ask(question: Asked): Promise<readonly FolderFile[]> {
    this.#reading.read(0);
    const id = this.#asked++;
    const answer = new Promise<readonly FolderFile[]>((resolve) => this.#waiting.set(id, resolve));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has no origin
    this.#port.postMessage({ ...question, id });
    return Promise.race([answer, this.#reading.cancelled]);
  }
}
