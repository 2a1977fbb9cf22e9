/** Compares two values as contract suites see them: bytes by content. Throws, naming what differs. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [printed(actual), printed(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b.slice(0, 200)}, got ${a.slice(0, 200)}`);
}

function printed(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    inner instanceof Uint8Array ? `bytes ${inner.join(" ")}` : inner,
  );
  return text ?? "undefined";
}
