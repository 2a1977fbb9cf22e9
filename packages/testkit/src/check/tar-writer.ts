export interface TarMember {
  readonly name: string;
  readonly bytes?: Uint8Array;
  /** `0` a file, `2` a link, `5` a folder. */
  readonly kind?: string;
  readonly modifiedSeconds?: number;
}

/** A tar; long names go into pax headers. */
export function tarBytes(members: readonly TarMember[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const member of members) {
    if (Buffer.byteLength(member.name) > 99) {
      const record = pax("path", member.name);
      parts.push(header({ name: "PaxHeaders/x", bytes: record, kind: "x" }), padded(record));
    }
    const bytes = member.bytes ?? new Uint8Array();
    parts.push(header({ ...member, name: member.name.slice(0, 99) }), padded(bytes));
  }
  return new Uint8Array(Buffer.concat([...parts, Buffer.alloc(1024)]));
}

function header({ name, bytes, kind = "0", modifiedSeconds = 1_760_000_000 }: TarMember): Uint8Array {
  const block = Buffer.alloc(512);
  block.write(name, 0);
  block.write("0000644\0", 100);
  block.write(`${(bytes?.length ?? 0).toString(8).padStart(11, "0")}\0`, 124);
  block.write(`${modifiedSeconds.toString(8).padStart(11, "0")}\0`, 136);
  block.write(kind, 156);
  block.write("ustar\x0000", 257);
  block.fill(32, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
}

function pax(key: string, value: string): Uint8Array {
  const body = ` ${key}=${value}\n`;
  let length = Buffer.byteLength(body) + 1;
  while (Buffer.byteLength(`${length}${body}`) !== length) length = Buffer.byteLength(`${length}${body}`);
  return Buffer.from(`${length}${body}`);
}
