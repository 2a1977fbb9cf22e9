export interface AbxInput {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  readonly children?: readonly AbxInput[];
}

/** Android's binary XML, as `BinaryXmlSerializer` writes it. */
export function abxBytes(root: AbxInput): Uint8Array {
  const interned = new Map<string, number>();
  const parts: Buffer[] = [Buffer.from("ABX\0"), Buffer.of(0x10)];
  element(root);
  parts.push(Buffer.of(0x11));
  return new Uint8Array(Buffer.concat(parts));

  function element({ name, attributes = {}, children = [] }: AbxInput): void {
    parts.push(Buffer.of(0x32), internedText(name));
    for (const [key, value] of Object.entries(attributes)) {
      if (typeof value === "boolean") parts.push(Buffer.of(value ? 0xcf : 0xdf), internedText(key));
      else if (typeof value === "number") {
        const bytes = Buffer.alloc(8);
        bytes.writeBigInt64BE(BigInt(value));
        parts.push(Buffer.of(0x8f), internedText(key), bytes);
      } else parts.push(Buffer.of(0x2f), internedText(key), plainText(value));
    }
    for (const child of children) element(child);
    parts.push(Buffer.of(0x33), internedText(name));
  }

  function internedText(text: string): Buffer {
    const known = interned.get(text);
    if (known !== undefined) return word(known);
    interned.set(text, interned.size);
    return Buffer.concat([word(0xffff), plainText(text)]);
  }
}

function plainText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([word(bytes.length), bytes]);
}

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}
