/** A `.tracev3` with a header, a catalog of processes and a chunk set. */
export function tracev3Bytes(
  processes: readonly { readonly pid: number; readonly uid?: number; readonly uuid: string }[],
  chunkSet: Uint8Array = chunkSetBytes(Buffer.from("a line that says nothing")),
): Uint8Array {
  const uuids = processes.map(({ uuid }) => Buffer.from(uuid, "hex"));
  const strings = Buffer.from("com.example\0default\0");
  const entries = processes.map(({ pid, uid = 501 }, index) => {
    const entry = Buffer.alloc(40 + 16 + 8 + 8);
    entry.writeUInt16LE(index, 0);
    entry.writeUInt16LE(index, 4);
    entry.writeUInt16LE(0xffff, 6);
    entry.writeUInt32LE(pid, 20);
    entry.writeUInt32LE(uid, 24);
    entry.writeUInt32LE(1, 32);
    entry.writeUInt32LE(1, 56);
    return entry;
  });
  const head = Buffer.alloc(24);
  head.writeUInt16LE(16 * uuids.length, 0);
  head.writeUInt16LE(16 * uuids.length + strings.length, 2);
  head.writeUInt16LE(entries.length, 4);
  const catalog = Buffer.concat([head, ...uuids, strings, ...entries]);
  return new Uint8Array(
    Buffer.concat([chunk(0x1000, Buffer.alloc(0xd0)), chunk(0x600b, catalog), chunk(0x600d, chunkSet)]),
  );
}

function chunk(tag: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(tag, 0);
  head.writeUInt32LE(0x11, 4);
  head.writeUInt32LE(content.length, 8);
  return Buffer.concat([head, content, Buffer.alloc((8 - (content.length % 8)) % 8)]);
}

/**
 * A chunk set in Apple's LZ4 framing: one block of literals, one whose second half repeats the first through a match, one that is stored.
 * Only what literals and one long match can say is packed; that suffices to be read.
 */
export function chunkSetBytes(text: Uint8Array): Uint8Array {
  const bytes = Buffer.from(text);
  const blocks = [
    packedBlock(lz4Literals(bytes), bytes.length),
    packedBlock(lz4Twice(bytes), 2 * bytes.length + 5),
    Buffer.concat([Buffer.from("bv4-"), word(bytes.length), bytes]),
  ];
  return new Uint8Array(Buffer.concat([...blocks, Buffer.from("bv4$")]));
}

function packedBlock(packed: Buffer, size: number): Buffer {
  return Buffer.concat([Buffer.from("bv41"), word(size), word(packed.length), packed]);
}

function lz4Literals(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(Math.min(15, bytes.length) << 4), lz4Rest(bytes.length), bytes]);
}

/** The bytes, the same again as a match, and five literals, with which every block must end. */
function lz4Twice(bytes: Buffer): Buffer {
  const match = bytes.length - 4;
  const token = (Math.min(15, bytes.length) << 4) | Math.min(15, match);
  const back = Buffer.of(bytes.length & 255, bytes.length >> 8);
  const last = Buffer.concat([Buffer.of(5 << 4), Buffer.from("\0tail")]);
  return Buffer.concat([Buffer.of(token), lz4Rest(bytes.length), bytes, back, lz4Rest(match), last]);
}

/** What of a length doesn't fit into four bits. */
function lz4Rest(length: number): Buffer {
  if (length < 15) return Buffer.alloc(0);
  const rest = length - 15;
  return Buffer.concat([Buffer.alloc(Math.floor(rest / 255), 255), Buffer.of(rest % 255)]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** A `uuidtext` file of one range, with the program's path behind it. */
export function uuidtextBytes(path: string): Uint8Array {
  const strings = Buffer.from("%s did %d\0another\0");
  const head = Buffer.alloc(24);
  head.writeUInt32LE(0x66778899, 0);
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(1, 8);
  head.writeUInt32LE(1, 12);
  head.writeUInt32LE(0x4000, 16);
  head.writeUInt32LE(strings.length, 20);
  return new Uint8Array(Buffer.concat([head, strings, Buffer.from(`${path}\0`)]));
}

/** Where a log archive keeps the path of a program. */
export function uuidtextPlace(uuid: string): string {
  return `${uuid.slice(0, 2)}/${uuid.slice(2)}`.toUpperCase();
}
