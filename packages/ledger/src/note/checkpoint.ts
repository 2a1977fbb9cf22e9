import { hashFromBase64, toBase64 } from "../text/base64.ts";
import { parseDecimal } from "../text/decimal.ts";
import type { TreeHead } from "../tree/merkle-proof.ts";

/** What a log signs about itself (C2SP tlog-checkpoint). */
export interface Checkpoint extends TreeHead {
  /** The log's identity. */
  readonly origin: string;
  /** Opaque; we write none and keep what others wrote. */
  readonly extensions: readonly string[];
}

/** The note text: origin, size, root, one line each. */
export function formatCheckpoint(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint;
  return [origin, size.toString(), toBase64(root), ...extensions, ""].join("\n");
}

/** A checkpoint from a note's text in its only spelling [L7]; else `undefined`. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!text.endsWith("\n")) return undefined;
  const [origin = "", sizeText = "", rootText = "", ...extensions] = text.slice(0, -1).split("\n");
  const [size, root] = [parseDecimal(sizeText), hashFromBase64(rootText)];
  if (origin === "" || size === undefined || root === undefined) return undefined;
  return extensions.includes("") ? undefined : { origin, size, root, extensions };
}
