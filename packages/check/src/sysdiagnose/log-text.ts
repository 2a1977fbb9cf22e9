import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { unpackAppleLz4 } from "../formats/apple-lz4.ts";
import { asciiText } from "../text.ts";

const CHUNK_SET_BYTES_MAX = 4 * 1024 * 1024;
const TEXT_BYTES_MAX = 2 * 1024 ** 3;
const LENGTH_MAX = 2048;
const [SLASH, COLON, LETTER_P] = [0x2f, 0x3a, 0x70];

/**
 * Looks through the values that programs wrote into the unified log: addresses, and paths below `/private`. The words around them lie in other files
 * and aren't put together; what stands here is where to look, not what was said.
 */
export class LogText {
  readonly #run: ModuleRun;
  readonly #told = new Set<string>();
  #bytes = 0;
  #left = 0;
  #damaged = 0;

  constructor(run: ModuleRun) {
    this.#run = run;
  }

  /** The content of a chunk set. */
  read(content: Uint8Array, place: Place): void {
    if (this.#bytes > TEXT_BYTES_MAX) {
      this.#left++;
      return;
    }
    const text = unpackAppleLz4(content, CHUNK_SET_BYTES_MAX);
    if (text === undefined) {
      this.#damaged++;
      return;
    }
    this.#bytes += text.length;
    this.#run.record();
    for (let at = 0; at < text.length; at++) {
      const byte = text[at];
      if (byte === COLON && text[at + 1] === SLASH && text[at + 2] === SLASH) this.#address(text, at, place);
      else if (byte === SLASH && text[at + 1] === LETTER_P) this.#path(text, at, place);
    }
  }

  end(): void {
    if (this.#damaged > 0) this.#run.partial(`${this.#damaged} parts of the log are packed in another way`);
    if (this.#left > 0) this.#run.partial(`${this.#left} parts of the log were not looked through`);
  }

  #address(text: Uint8Array, colon: number, place: Place): void {
    let from = colon;
    while (from > 0 && colon - from < 8 && isLetter(text[from - 1] ?? 0)) from--;
    const address = asciiText(text, from, endOf(text, colon));
    if (this.#told.has(address)) return;
    const context = { place, about: "The system's log names an address", severity: "high" } as const;
    const found = this.#run.url(address, context, "address-mentioned");
    if (found) this.#told.add(address);
  }

  #path(text: Uint8Array, from: number, place: Place): void {
    // In the middle of a longer path it is another one.
    if (isPathPart(text[from - 1] ?? 0) || asciiText(text, from, from + 9) !== "/private/") return;
    const path = asciiText(text, from, endOf(text, from));
    if (this.#told.has(path)) return;
    const found = this.#run.file(path, { place, about: "The system's log names a file", severity: "high" });
    if (found) this.#told.add(path);
  }
}

function isLetter(byte: number): boolean {
  const lower = byte | 32;
  return lower >= 0x61 && lower <= 0x7a;
}

function isPathPart(byte: number): boolean {
  return isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e || byte === 0x5f;
}

/** Up to a space, a quotation mark or what isn't printable. */
function endOf(text: Uint8Array, from: number): number {
  let end = from;
  while (end < text.length && end - from < LENGTH_MAX) {
    const byte = text[end] ?? 0;
    if (byte <= 0x20 || byte > 0x7e || byte === 0x22 || byte === 0x27 || byte === 0x3c || byte === 0x3e)
      break;
    end++;
  }
  return end;
}
