import { limits } from "../limits.ts";
import { type FileWalk, LINK, NO_FILE, type Refused, type SourceFile } from "../ports/source.ts";
import { asciiText, decodeText } from "../text.ts";
import { archivePath } from "./archive-path.ts";
import { StreamReader } from "./stream-reader.ts";
import { Unreadable } from "./unreadable.ts";

const BLOCK = 512;
const PADDING_BYTES = 128 * BLOCK;

/** Names and sizes that extended headers announce for the next member. */
interface Announced {
  path?: string;
  sizeBytes?: number;
}

interface Header {
  readonly name: string;
  readonly sizeBytes: number;
  readonly kind: string;
  readonly modifiedMs: number | undefined;
}

/** A tar (ustar, pax, GNU long names) read once, in order. A member's stream must be used before the next is asked for. */
export class TarWalk implements FileWalk {
  readonly name: string;
  readonly refused: Refused[] = [];
  readonly #open: () => AsyncIterable<Uint8Array>;

  constructor(name: string, open: () => AsyncIterable<Uint8Array>) {
    this.name = name;
    this.#open = open;
  }

  async *walk(): AsyncGenerator<SourceFile> {
    const reader = new StreamReader(counted(this.#open(), limits.archiveBytesMax));
    let announced: Announced = {};
    let where = "";
    try {
      for (let members = 0; ; members++) {
        const block = await reader.read(BLOCK);
        if (isZero(block) && block.length > 0) {
          if (!(await endsInZeros(reader))) this.#refuse(where, "the archive goes on behind its end");
          return;
        }
        const header = block.length === BLOCK ? headerOf(block) : undefined;
        if (header === undefined || members > limits.membersMax) {
          this.#refuse(where, block.length === 0 ? "the archive is cut off" : "damage behind this member");
          return;
        }
        where = announced.path ?? header.name;
        const sizeBytes = announced.sizeBytes ?? header.sizeBytes;
        const padding = (BLOCK - (sizeBytes % BLOCK)) % BLOCK;
        if ("xgLK".includes(header.kind)) {
          if (sizeBytes > limits.lineBytesMax * 16) throw new Unreadable("an oversized header");
          const extended = await reader.read(sizeBytes);
          await reader.skip(padding);
          if (header.kind === "x") announced = { ...announced, ...paxFields(extended) };
          if (header.kind === "L") announced.path = decodeText(extended).replace(/\0.*$/s, "");
          continue;
        }
        announced = {};
        let left = sizeBytes;
        const stream = async function* (): AsyncGenerator<Uint8Array> {
          for await (const piece of reader.pieces(left)) {
            left -= piece.length;
            yield piece;
          }
        };
        const file = this.#member(header, { name: where, sizeBytes, stream });
        if (file !== undefined) yield file;
        await reader.skip(left + padding);
      }
    } catch (thrown) {
      this.#refuse(where, thrown instanceof Unreadable ? thrown.message : "the archive is damaged");
    }
  }

  #refuse(path: string, why: string): void {
    this.refused.push({ path, why });
  }

  #member(
    { kind, modifiedMs }: Header,
    {
      name,
      sizeBytes,
      stream,
    }: {
      readonly name: string;
      readonly sizeBytes: number;
      readonly stream: () => AsyncGenerator<Uint8Array>;
    },
  ): SourceFile | undefined {
    if (kind === "5") return undefined;
    const place = archivePath(name);
    if ("why" in place) this.#refuse(name, place.why);
    else if (kind === "1" || kind === "2") this.#refuse(name, LINK);
    else if (!"07\0".includes(kind)) this.#refuse(name, NO_FILE);
    else {
      return {
        path: place.path,
        sizeBytes,
        ...(modifiedMs === undefined ? {} : { modifiedMs }),
        stream,
        readAt: () => Promise.reject(new Unreadable("a tar is read in order")),
      };
    }
    return undefined;
  }
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** Whether only zeros follow: a single zeroed block in the middle is damage and hides what stands behind it. */
async function endsInZeros(reader: StreamReader): Promise<boolean> {
  for (
    let block = await reader.read(PADDING_BYTES);
    block.length > 0;
    block = await reader.read(PADDING_BYTES)
  ) {
    if (!isZero(block)) return false;
  }
  return true;
}

async function* counted(chunks: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Unreadable("the archive unpacks to more than is read");
    yield chunk;
  }
}

function headerOf(block: Uint8Array): Header | undefined {
  const sum = octal(block, 148, 8);
  let expected = 8 * 32;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) expected += block[at] ?? 0;
  const sizeBytes = octal(block, 124, 12);
  if (sum !== expected || sizeBytes === undefined || sizeBytes > limits.archiveBytesMax) return undefined;
  const ustar = asciiText(block, 257, 262) === "ustar";
  const prefix = ustar && block[262] === 0 ? text(block, 345, 155) : "";
  const name = text(block, 0, 100);
  const seconds = octal(block, 136, 12);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    sizeBytes,
    kind: String.fromCharCode(block[156] ?? 0),
    modifiedMs: seconds === undefined || seconds === 0 ? undefined : seconds * 1000,
  };
}

function text(block: Uint8Array, at: number, length: number): string {
  const field = block.subarray(at, at + length);
  const end = field.indexOf(0);
  return decodeText(end === -1 ? field : field.subarray(0, end));
}

/** An octal number, or GNU's base 256 for large ones. */
function octal(block: Uint8Array, at: number, length: number): number | undefined {
  if (((block[at] ?? 0) & 0x80) !== 0) {
    let value = (block[at] ?? 0) & 0x7f;
    for (let index = 1; index < length; index++) value = value * 256 + (block[at + index] ?? 0);
    return value;
  }
  const digits = asciiText(block, at, at + length).replaceAll(/[\0 ]/g, "");
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits === "" ? "0" : digits, 8) : undefined;
}

function paxFields(bytes: Uint8Array): Announced {
  const fields: Announced = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const length = space === -1 ? 0 : Number(asciiText(bytes, at, space));
    if (!Number.isInteger(length) || length < 5 || at + length > bytes.length) break;
    const [, key, value = ""] =
      /^([^=]+)=(.*)\n$/s.exec(decodeText(bytes.subarray(space + 1, at + length))) ?? [];
    if (key === "path") fields.path = value;
    if (key === "size" && /^\d{1,15}$/.test(value)) fields.sizeBytes = Number(value);
    at += length;
  }
  return fields;
}
