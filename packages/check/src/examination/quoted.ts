import { Unreadable } from "../formats/unreadable.ts";

const LENGTH_MAX = 300;

/**
 * A name or other words of the evidence, for a remark: in quotation marks, by which redaction knows them. Everything else in a remark is
 * this program's own.
 */
export function quoted(text: string): string {
  const plain = text.replaceAll(/[“”\p{Cc}\p{Cf}]/gu, " ");
  return `“${plain.length > LENGTH_MAX ? `${plain.slice(0, LENGTH_MAX)}…` : plain}”`;
}

/** Why something could not be read. What the machine itself says may name its folders and their owner. */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Unreadable) return thrown.message;
  return thrown instanceof Error ? quoted(thrown.message) : "can't be read";
}
