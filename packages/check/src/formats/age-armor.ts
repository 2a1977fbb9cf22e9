import { textLines } from "../logs/lines.ts";
import { asciiText, fromBase64 } from "../text.ts";
import { Unreadable } from "./unreadable.ts";

const BEGIN = "-----BEGIN AGE ENCRYPTED FILE-----";
const END = "-----END AGE ENCRYPTED FILE-----";

/** An age file as it is, or out of its armour (age-encryption.org/v1 §ASCII armor), which mail programs need. */
export async function* dearmored(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done === true) return;
  const rest = (async function* () {
    yield first.value;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  })();
  if (asciiText(first.value, 0, BEGIN.length) !== BEGIN) yield* rest;
  else yield* fromArmor(rest);
}

async function* fromArmor(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const { text, number } of textLines(chunks)) {
    if (number === 1) continue;
    if (text === END) return;
    const bytes = fromBase64(text);
    if (bytes === undefined) throw new Unreadable("the armour of the encrypted file is damaged");
    yield bytes;
  }
  throw new Unreadable("the encrypted file is damaged or cut off");
}
