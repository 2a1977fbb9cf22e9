/**
 * An expected outcome as a value. Faults (disk, network) throw; bugs assert; everything that a
 * caller should decide about comes back as a `Result` whose error is a closed union.
 */
export type Result<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<E>(error: E): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}

/** Stops on a bug. Never used on input from outside: that gets a typed refusal. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${message}`);
}
