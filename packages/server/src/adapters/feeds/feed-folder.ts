import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { feedBytesMax, readFeedChoice, type FeedChoice } from "@bridle/desk/feeds";
import { err, ok, toHex, type Result } from "@bridle/protocol";
import { syncFolder, writeDurably } from "../keys-file.ts";

/** Researchers' feeds: what the operator chose, and every file under the hash of its bytes. */
export const FEEDS_FOLDER = "feeds";
const CHOICE_FILE = "choice.json";
const FILES_FOLDER = "files";
/** Files that somebody is still choosing are younger than this. */
const UNUSED_MS = 60 * 60 * 1000;

/** A data folder's feeds. A choice is changed in one step, and only files are added before it. */
export class FeedFolder {
  readonly #folder: string;
  readonly #files: string;

  constructor(dataDir: string) {
    this.#folder = join(dataDir, FEEDS_FOLDER);
    this.#files = join(this.#folder, FILES_FOLDER);
  }

  /** Another one after each choice; empty where there never was one. */
  version(): string {
    try {
      const stat = statSync(join(this.#folder, CHOICE_FILE), { throwIfNoEntry: false });
      if (stat !== undefined) return `${stat.ino} ${stat.mtimeMs} ${stat.size}`;
      return existsSync(this.#folder) ? "stopped" : "";
    } catch {
      return "closed";
    }
  }

  /** `undefined` while nothing is chosen. */
  choice(): Result<FeedChoice | undefined, string> {
    try {
      return readFeedChoice(readFileSync(join(this.#folder, CHOICE_FILE), "utf8"));
    } catch (fault) {
      // Another user's file, or a failing disk, is no word of the operator's.
      return isAbsence(fault) ? ok(undefined) : err("not readable");
    }
  }

  /** Durable on return. Without a choice no feed is used. */
  choose(choice: FeedChoice | undefined): void {
    if (choice !== undefined) {
      writeDurably(join(this.#folder, CHOICE_FILE), `${JSON.stringify(choice, undefined, 1)}\n`);
    } else if (existsSync(this.#folder)) {
      rmSync(join(this.#folder, CHOICE_FILE), { force: true });
      syncFolder(this.#folder);
    }
  }

  /** Keeps a file, durably, and gives its hash. */
  put(bytes: Uint8Array): string {
    const sha256 = hashOf(bytes);
    mkdirSync(this.#files, { recursive: true, mode: 0o700 });
    const path = join(this.#files, sha256);
    if (this.has(sha256)) utimesSync(path, new Date(), new Date());
    else writeDurably(path, bytes);
    return sha256;
  }

  /** Whether these bytes are there, whole. */
  has(sha256: string): boolean {
    return this.read(sha256) instanceof Uint8Array;
  }

  read(sha256: string): Uint8Array | "missing" | "tooLarge" | "otherBytes" {
    const path = join(this.#files, sha256);
    try {
      if (statSync(path).size > feedBytesMax) return "tooLarge";
      const bytes = new Uint8Array(readFileSync(path));
      return hashOf(bytes) === sha256 ? bytes : "otherBytes";
    } catch {
      return "missing";
    }
  }

  /** Removes files that aren't among these, but not what was put just now. */
  sweep(keep: ReadonlySet<string>): void {
    if (!existsSync(this.#files)) return;
    for (const name of readdirSync(this.#files)) {
      const path = join(this.#files, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      const isUnused = stat !== undefined && stat.mtimeMs < Date.now() - UNUSED_MS;
      if (!keep.has(name) && isUnused) rmSync(path, { force: true });
    }
  }
}

export function hashOf(bytes: Uint8Array): string {
  return toHex(createHash("sha256").update(bytes).digest());
}

function isAbsence(fault: unknown): boolean {
  return fault instanceof Error && "code" in fault && fault.code === "ENOENT";
}
