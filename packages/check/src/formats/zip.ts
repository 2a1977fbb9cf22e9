import { limits } from "../limits.ts";
import type { Platform } from "../ports/platform.ts";
import { type ByteSource, LINK, type Refused, type Source, type SourceFile } from "../ports/source.ts";
import { asciiText, decodeText } from "../text.ts";
import { parseTime } from "../time.ts";
import { archivePath } from "./archive-path.ts";
import { collected, slices, TooLarge } from "./stream.ts";
import { Unreadable } from "./unreadable.ts";

const END_BYTES = 22;
const LOCATOR_BYTES = 20;
const COMMENT_MAX = 65_535;
const DIRECTORY_BYTES_MAX = 128 * 1024 * 1024;
const UNIX_LINK = 0xa000;

/** A zip with more members isn't compared: that would take longer than the check. */
const COMPARED_MAX = 10_000;

interface Named {
  readonly name: string;
  readonly headerOffset: number;
}

interface Entry {
  readonly path: string;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  readonly method: number;
  readonly checksum: number;
  readonly headerOffset: number;
  /** As the zip writes it: local time of whoever packed it, counted as UTC. */
  readonly modifiedMs: number | undefined;
}

/** A zip (deflate or stored, zip64) as a folder. What its directory says is checked against what unpacks. */
export class ZipSource implements Source {
  readonly name: string;
  readonly refused: Refused[] = [];
  readonly #entries = new Map<string, Entry>();
  readonly #file: ByteSource;
  readonly #platform: Pick<Platform, "inflate" | "crc32">;
  #unpacked = 0;

  private constructor(file: SourceFile, platform: Pick<Platform, "inflate" | "crc32">) {
    this.name = file.path;
    this.#file = file;
    this.#platform = platform;
  }

  /** A zip without a readable directory comes as an empty folder that says so in `refused`. */
  static async open(file: SourceFile, platform: Pick<Platform, "inflate" | "crc32">): Promise<ZipSource> {
    const zip = new ZipSource(file, platform);
    const directory = await directoryOf(file);
    if (directory === undefined)
      zip.#refuse(file.path, "the zip's directory is missing: it is cut off or damaged");
    else await zip.#compare(zip.#read(directory.bytes, directory.entries));
    return zip;
  }

  find(path: string): Promise<SourceFile | undefined> {
    const entry = this.#entries.get(path);
    return Promise.resolve(entry === undefined ? undefined : this.#fileOf(entry));
  }

  async *walk(): AsyncGenerator<SourceFile> {
    for (const entry of this.#entries.values()) yield this.#fileOf(entry);
  }

  #refuse(path: string, why: string): void {
    this.refused.push({ path, why });
  }

  /**
   * Nothing but the name before a member's content tells that its name in the directory is damaged, and a check that goes by names would pass
   * it over. Of a zip with very many members, as of a whole backup, none are: its own list says what is missing.
   */
  async #compare(named: readonly Named[]): Promise<void> {
    for (const { name, headerOffset } of named.length > COMPARED_MAX ? [] : named) {
      const header = await this.#file.readAt(headerOffset, 30 + 3 * name.length);
      if (!isHeaderOf(name, header)) this.#refuse(name, "has another name before its content");
    }
  }

  /** Gives the names as the directory has them. */
  #read(bytes: Uint8Array, entries: number): readonly Named[] {
    const named: Named[] = [];
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    for (let index = 0; index < entries; index++) {
      if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50 || index > limits.membersMax) {
        this.#refuse(this.name, `the zip's directory is damaged behind ${index} members`);
        return named;
      }
      const [nameBytes, extraBytes] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true)];
      const next = at + 46 + nameBytes + extraBytes + view.getUint16(at + 32, true);
      const name = decodeText(bytes.subarray(at + 46, at + 46 + nameBytes));
      const extra = bytes.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
      if (named.length <= COMPARED_MAX)
        named.push({ name, headerOffset: sizesOf(view, at, extra).headerOffset });
      if (!name.endsWith("/")) this.#add(name, view, { at, extra });
      at = next;
    }
    // Writers without zip64 store how many there are modulo 65,536; another count hides members.
    if (at !== bytes.length) this.#refuse(this.name, `the zip's directory goes on behind ${entries} members`);
    return named;
  }

  #add(
    name: string,
    view: DataView,
    { at, extra }: { readonly at: number; readonly extra: Uint8Array },
  ): void {
    const place = archivePath(name);
    const sizes = sizesOf(view, at, extra);
    const method = view.getUint16(at + 10, true);
    const mode = view.getUint32(at + 38, true) >>> 16;
    if ("why" in place) this.#refuse(name, place.why);
    else if ((mode & 0xf000) === UNIX_LINK) this.#refuse(name, LINK);
    else if ((view.getUint16(at + 8, true) & 1) !== 0) this.#refuse(name, "encrypted within the zip");
    else if (method !== 0 && method !== 8)
      this.#refuse(name, `packed by method ${method}, which is not read`);
    else if (this.#entries.has(place.path)) this.#refuse(name, "the zip holds this name twice");
    else {
      const modifiedMs = dosTime(view.getUint16(at + 14, true), view.getUint16(at + 12, true));
      this.#entries.set(place.path, {
        path: place.path,
        method,
        checksum: view.getUint32(at + 16, true),
        modifiedMs,
        ...sizes,
      });
    }
  }

  #fileOf(entry: Entry): SourceFile {
    let whole: Promise<Uint8Array> | undefined;
    return {
      path: entry.path,
      sizeBytes: entry.sizeBytes,
      ...(entry.modifiedMs === undefined ? {} : { modifiedMs: entry.modifiedMs, modifiedIsLocal: true }),
      stream: () => this.#stream(entry),
      readAt: async (offset, length) => {
        if (entry.method === 0) return this.#stored(entry, offset, length);
        if (entry.sizeBytes > limits.unpackedBytesMax) throw new TooLarge("too large to unpack into memory");
        whole ??= collected(this.#stream(entry), limits.unpackedBytesMax);
        return (await whole).subarray(offset, offset + length);
      },
    };
  }

  async #stored(entry: Entry, offset: number, length: number): Promise<Uint8Array> {
    const from = await this.#contentOffset(entry);
    return this.#file.readAt(from + offset, Math.max(0, Math.min(length, entry.sizeBytes - offset)));
  }

  async *#stream(entry: Entry): AsyncGenerator<Uint8Array> {
    const from = await this.#contentOffset(entry);
    const packed = slices(this.#file, { from, to: from + entry.packedBytes });
    const content = entry.method === 0 ? packed : this.#platform.inflate("deflate-raw", packed);
    let bytes = 0;
    let sum = 0;
    for await (const chunk of content) {
      bytes += chunk.length;
      sum = this.#platform.crc32(chunk, sum);
      this.#unpacked += chunk.length;
      if (bytes > entry.sizeBytes) throw new Unreadable("unpacks to more than the zip says");
      if (bytes > limits.streamBytesMax || this.#unpacked > limits.archiveBytesMax) {
        throw new TooLarge("unpacks to more than is read");
      }
      yield chunk;
    }
    if (bytes < entry.sizeBytes) throw new Unreadable("is cut off");
    if (sum !== entry.checksum) throw new Unreadable("is damaged: its checksum doesn't fit");
  }

  async #contentOffset({ headerOffset }: Entry): Promise<number> {
    const header = await this.#file.readAt(headerOffset, 30);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    if (header.length < 30 || view.getUint32(0, true) !== 0x04034b50) throw new Unreadable("no such member");
    return headerOffset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
  }
}

function isHeaderOf(name: string, header: Uint8Array): boolean {
  if (header.length < 30 || asciiText(header, 0, 4) !== "PK\x03\x04") return false;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  return decodeText(header.subarray(30, 30 + view.getUint16(26, true))) === name;
}

function dosTime(date: number, time: number): number | undefined {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${1980 + (date >> 9)}-${two((date >> 5) & 15)}-${two(date & 31)}`;
  return parseTime(`${day} ${two(time >> 11)}:${two((time >> 5) & 63)}:${two(2 * (time & 31))}`);
}

/** Sizes and place, from the zip64 field where the old ones don't suffice. */
function sizesOf(
  view: DataView,
  at: number,
  extra: Uint8Array,
): Pick<Entry, "sizeBytes" | "packedBytes" | "headerOffset"> {
  const values = [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ];
  const field = new DataView(extra.buffer, extra.byteOffset, extra.byteLength);
  for (let start = 0; start + 4 <= extra.length;) {
    const length = field.getUint16(start + 2, true);
    if (field.getUint16(start, true) === 1) {
      let inner = start + 4;
      for (const [index, value] of values.entries()) {
        if (value !== 0xffffffff || inner + 8 > Math.min(extra.length, start + 4 + length)) continue;
        values[index] = field.getUint32(inner, true) + field.getUint32(inner + 4, true) * 2 ** 32;
        inner += 8;
      }
    }
    start += 4 + length;
  }
  const [sizeBytes = 0, packedBytes = 0, headerOffset = 0] = values;
  return { sizeBytes, packedBytes, headerOffset };
}

async function directoryOf(
  file: ByteSource,
): Promise<{ readonly bytes: Uint8Array; readonly entries: number } | undefined> {
  const tailBytes = Math.min(file.sizeBytes, END_BYTES + COMMENT_MAX + LOCATOR_BYTES);
  const tailOffset = file.sizeBytes - tailBytes;
  const tail = await file.readAt(tailOffset, tailBytes);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  let at = tail.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at--;
  if (at < 0) return undefined;
  let [entries, size, offset] = [
    view.getUint16(at + 10, true),
    view.getUint32(at + 12, true),
    view.getUint32(at + 16, true),
  ];
  if (at >= LOCATOR_BYTES && asciiText(tail, at - LOCATOR_BYTES, at - LOCATOR_BYTES + 4) === "PK\x06\x07") {
    const low = view.getUint32(at - LOCATOR_BYTES + 8, true);
    const high = view.getUint32(at - LOCATOR_BYTES + 12, true);
    const end = await file.readAt(low + high * 2 ** 32, 56);
    const wide = new DataView(end.buffer, end.byteOffset, end.byteLength);
    if (end.length < 56 || wide.getUint32(0, true) !== 0x06064b50) return undefined;
    const number = (from: number): number =>
      wide.getUint32(from, true) + wide.getUint32(from + 4, true) * 2 ** 32;
    [entries, size, offset] = [number(32), number(40), number(48)];
  }
  if (size > DIRECTORY_BYTES_MAX || offset + size > file.sizeBytes) return undefined;
  const bytes = await file.readAt(offset, size);
  return bytes.length === size ? { bytes, entries } : undefined;
}
