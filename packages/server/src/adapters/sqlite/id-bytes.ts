/** An id as it lies in a BLOB column. */
export function idBytes(id: string): Uint8Array {
  return Buffer.from(id, "hex");
}

/** An id out of a BLOB column; whatever isn't one is a damaged store. */
export function storedId<Id>(kind: { fromBytes(bytes: Uint8Array): Id | undefined }, bytes: Uint8Array): Id {
  const id = kind.fromBytes(bytes);
  if (id === undefined) throw new Error("assertion failed: a stored id has the wrong length");
  return id;
}
