/**
 * Compares secrets without an early exit. Lengths are public. JavaScript promises no timing, so
 * this removes the known leak and not every one.
 */
export function constantTimeEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (const [index, byte] of a.entries()) difference |= byte ^ (b[index] ?? 0);
  return difference === 0;
}
