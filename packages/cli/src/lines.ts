/** One line of input, or why it isn't one. Blank lines don't appear. */
export type Line =
  | { readonly kind: "line"; readonly text: string }
  | { readonly kind: "too_long" }
  | { readonly kind: "not_utf8" };

/** A request of the largest message that there is, escaped as wastefully as JSON allows, is shorter. */
export const lineBytesMax = 1024 * 1024;

const newline = 0x0a;

/**
 * Lines of a byte stream. Of a line that is longer than `lineBytesMax` nothing is kept; reading goes
 * on behind its end. What stands after the last newline counts as a line.
 */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  let parts: Uint8Array[] = [];
  let size = 0;
  const take = (): Line | undefined => {
    const line = size > lineBytesMax ? ({ kind: "too_long" } as const) : lineOf(parts);
    parts = [];
    size = 0;
    return line?.kind === "line" && line.text.trim() === "" ? undefined : line;
  };
  for await (const chunk of input) {
    let from = 0;
    while (from < chunk.length) {
      const end = chunk.indexOf(newline, from);
      const part = chunk.subarray(from, end === -1 ? chunk.length : end);
      size += part.length;
      if (size > lineBytesMax) parts = [];
      else parts.push(part);
      from += part.length + 1;
      if (end === -1) break;
      const line = take();
      if (line !== undefined) yield line;
    }
  }
  const last = take();
  if (last !== undefined) yield last;
}

function lineOf(parts: readonly Uint8Array[]): Line {
  try {
    return { kind: "line", text: new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts)) };
  } catch {
    return { kind: "not_utf8" };
  }
}
