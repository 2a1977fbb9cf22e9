/** Freezes objects and arrays in depth. Byte arrays can't be frozen: compare them with `snapshot`. */
export function deepFrozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) deepFrozen(inner);
  return Object.freeze(value);
}

/** What a value holds now, bytes included, as something that doesn't change with it. */
export function snapshot(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner instanceof Uint8Array ? { bytes: Array.from(inner) } : inner,
  );
}
