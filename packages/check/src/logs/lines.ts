import { limits } from "../limits.ts";
import { decodeText } from "../text.ts";

const NEWLINE = 10;

/** Lines of a stream as bytes, without their ends. Of a line beyond the bound only the beginning comes. */
async function* byteLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Uint8Array[]> {
  let rest = new Uint8Array();
  for await (const chunk of chunks) {
    const lines: Uint8Array[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const part = chunk.subarray(start, end);
      lines.push(rest.length === 0 ? part : joined(rest, part));
      rest = new Uint8Array();
      start = end + 1;
    }
    if (lines.length > 0) yield lines;
    if (start < chunk.length) rest = joined(rest, chunk.subarray(start));
  }
  if (rest.length > 0) yield [rest];
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const room = Math.max(0, limits.lineBytesMax - a.length);
  const out = new Uint8Array(a.length + Math.min(room, b.length));
  out.set(a);
  out.set(b.subarray(0, room), a.length);
  return out;
}

/** Lines of a stream as text, numbered from 1. */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<{ readonly text: string; readonly number: number }> {
  let number = 0;
  for await (const lines of byteLines(chunks)) {
    for (const line of lines) {
      number++;
      yield { text: decodeText(line).replace(/\r$/, ""), number };
    }
  }
}
