// What is sealed must not tell by its size what is in it: the length, the message, zeros.

export interface PaddedForm {
  /** Bytes of the length that stands before the message, big-endian. */
  readonly lengthBytes: 2 | 4;
  /** Bytes of the whole. */
  readonly size: number;
}

/** A message that doesn't fit is the caller's bug and throws. */
export function pad(message: Uint8Array, { lengthBytes, size }: PaddedForm): Uint8Array {
  if (lengthBytes + message.length > size) throw new RangeError(`padding: ${message.length}`);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  if (lengthBytes === 2) view.setUint16(0, message.length);
  else view.setUint32(0, message.length);
  out.set(message, lengthBytes);
  return out;
}

/** The message, or `undefined` for a wrong size, a length that leads outside, and padding other than zeros. */
export function unpad(padded: Uint8Array, { lengthBytes, size }: PaddedForm): Uint8Array | undefined {
  if (padded.length !== size || size < lengthBytes) return undefined;
  const view = new DataView(padded.buffer, padded.byteOffset);
  const end = lengthBytes + (lengthBytes === 2 ? view.getUint16(0) : view.getUint32(0));
  const isZero = padded.subarray(end).every((byte) => byte === 0);
  return end <= size && isZero ? padded.slice(lengthBytes, end) : undefined;
}
