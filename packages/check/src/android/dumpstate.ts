import { HeldBytes } from "../formats/held-bytes.ts";
import { limits } from "../limits.ts";
import { asciiText, decodeText } from "../text.ts";

/** Reads one section of a dump. Lines come in order, without their ends. */
export interface SectionReader {
  line(text: string, number: number): void;
  /** The section is over; a reader may see several sections of its name. */
  end?(): void;
  /** Bytes as they are, for sections that hold binary data. */
  raw?(bytes: Uint8Array): void;
}

/** Readers by the name of their section: a service's, or a title such as `SYSTEM PROPERTIES`. */
export type SectionReaders = ReadonlyMap<string, readonly SectionReader[]>;

const NEWLINE = 10;
const LETTER_D = 68;
const DASH = 45;
const EQUALS = 61;
/** Sections with binary data have lines of any length; what checks read of them is far shorter. */
const LINE_BYTES_MAX = 1024 * 1024;

const service = /^DUMP OF SERVICE (?:(?:CRITICAL|HIGH|NORMAL) )?([\w.$/-]+):/;
const ending = /^-{9} [\d.]+s was the duration of dumpsys ([\w.$/-]+)/;
const title = /^-{6} (.+?) (?:\(|-{6})/;

/**
 * Goes through a dumpstate or dumpsys text once. Only lines of sections that somebody reads are decoded; the others, most of a
 * report, are passed over as bytes.
 */
export class DumpstateScan {
  readonly #readers: SectionReaders;
  #open: readonly SectionReader[] = [];
  /** The beginning of a line whose end is still to come. */
  readonly #rest = new HeldBytes(LINE_BYTES_MAX);
  #number = 0;
  #sections = 0;
  /** `file`: the text began as a whole dumpstate, which says when it is done. */
  #begun: "text" | "file" = "text";
  #isInService = false;
  #isDone = false;
  /** When the report was made, as it says itself: `2026-01-02 03:04:05`, local time. */
  madeAt: string | undefined;

  constructor(readers: SectionReaders) {
    this.#readers = readers;
  }

  /** Headers met so far; a text without any is no dump. */
  get sections(): number {
    return this.#sections;
  }

  /** Whether the dump goes on to its own end: a dumpstate says that it is done, and a service's part says how long it took. */
  get isWhole(): boolean {
    return this.#begun === "file" ? this.#isDone : !this.#isInService;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    let end = chunk.indexOf(NEWLINE);
    if (end !== -1 && this.#rest.length > 0) {
      this.#rest.add(chunk.subarray(0, end));
      this.#line(this.#rest.take());
      start = end + 1;
      end = chunk.indexOf(NEWLINE, start);
    }
    for (; end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const first = chunk[start];
      if (this.#open.length > 0 || isTelling(first) || this.#number < 10) {
        this.#line(chunk.subarray(start, end));
      } else this.#number++;
      start = end + 1;
    }
    this.#rest.add(chunk.subarray(start));
  }

  end(): void {
    if (this.#rest.length > 0) this.#line(this.#rest.take());
    this.#close();
  }

  #line(bytes: Uint8Array): void {
    this.#number++;
    if (this.#header(bytes)) return;
    if (bytes[0] === EQUALS) this.#frame(asciiText(bytes, 0, Math.min(bytes.length, 100)));
    if (this.#open.length === 0) return;
    let text: string | undefined;
    for (const reader of this.#open) {
      reader.raw?.(bytes);
      text ??= decodeText(bytes.subarray(0, limits.lineBytesMax)).replace(/\r$/, "");
      reader.line(text, this.#number);
    }
  }

  #frame(text: string): void {
    const [, madeAt] = /^== dumpstate: (\d[\d-]+ [\d:]+)/.exec(text) ?? [];
    if (madeAt !== undefined && this.#number < 10) {
      this.madeAt ??= madeAt;
      this.#begun = "file";
    }
    if (/^== dumpstate: done\b/.test(text)) this.#isDone = true;
  }

  #header(bytes: Uint8Array): boolean {
    const first = bytes[0];
    if ((first !== LETTER_D && first !== DASH) || bytes.length > 300) return false;
    const text = asciiText(bytes, 0, bytes.length);
    const name = first === LETTER_D ? service.exec(text)?.[1] : title.exec(text)?.[1];
    if (name !== undefined) {
      this.#close();
      this.#sections++;
      this.#isInService = first === LETTER_D;
      this.#open = this.#readers.get(name) ?? [];
      return true;
    }
    if (!ending.test(text)) return false;
    this.#isInService = false;
    this.#close();
    return true;
  }

  #close(): void {
    for (const reader of this.#open) reader.end?.();
    this.#open = [];
  }
}

/** How headers, endings and the lines around the whole begin. */
function isTelling(first: number | undefined): boolean {
  return first === LETTER_D || first === DASH || first === EQUALS;
}
