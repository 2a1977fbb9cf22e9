import { decode, encode, fixedBytes, type Infer, struct, u53, u8 } from "@bridle/protocol";

/**
 * One epoch, an entry of the directory's own log. Entry `n` is epoch `n`, so the last entry of a
 * checkpoint is the newest tree: there is no choice which one to show.
 */
const epochEntry = struct({
  format: u8,
  epoch: u53,
  atMs: u53,
  /** The prefix tree's root. */
  root: fixedBytes(32),
  /** SHA-256 of the audit blob. */
  auditHash: fixedBytes(32),
});
export type EpochEntry = Omit<Infer<typeof epochEntry>, "format">;

export const epochEntryBytes = epochEntry.maxBytes;

export function encodeEpoch(entry: EpochEntry): Uint8Array {
  return encode(epochEntry, { format: 1, ...entry });
}

/** An epoch from a log entry, or `undefined`. */
export function decodeEpoch(bytes: Uint8Array): EpochEntry | undefined {
  const read = decode(epochEntry, bytes);
  if (!read.ok || read.value.format !== 1) return undefined;
  const { epoch, atMs, root, auditHash } = read.value;
  return { epoch, atMs, root, auditHash };
}
