/** A file of an old backup, as its list has it. */
export interface MbdbInput {
  readonly domain: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** Class number and wrapped key. */
  readonly key?: { readonly protection: number; readonly wrapped: Uint8Array };
}

/** `Manifest.mbdb`, as iTunes wrote it up to iOS 9: big-endian, texts behind a length of two bytes. */
export function mbdbBytes(files: readonly MbdbInput[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from("mbdb\x05\0", "latin1")];
  for (const { domain, path, sizeBytes, key } of files) {
    const wrapped = key === undefined ? undefined : Buffer.concat([Buffer.alloc(4), key.wrapped]);
    const fixed = Buffer.alloc(40);
    fixed.writeUInt16BE(0x81a4, 0);
    fixed.writeBigUInt64BE(77n, 2);
    fixed.writeUInt32BE(501, 10);
    fixed.writeUInt32BE(501, 14);
    fixed.writeUInt32BE(1_400_000_100, 18);
    fixed.writeUInt32BE(1_400_000_200, 22);
    fixed.writeUInt32BE(1_400_000_000, 26);
    fixed.writeBigUInt64BE(BigInt(sizeBytes), 30);
    fixed.writeUInt8(key?.protection ?? 4, 38);
    fixed.writeUInt8(1, 39);
    const attribute = [field(Buffer.from("com.apple.x")), field(Buffer.alloc(3))];
    parts.push(
      ...[Buffer.from(domain), Buffer.from(path), undefined, Buffer.alloc(20), wrapped].map(field),
      fixed,
      ...attribute,
    );
  }
  return new Uint8Array(Buffer.concat(parts));
}

function field(bytes: Buffer | undefined): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes?.length ?? 0xffff);
  return bytes === undefined ? length : Buffer.concat([length, bytes]);
}
