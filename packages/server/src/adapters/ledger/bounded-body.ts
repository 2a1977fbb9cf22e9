/** A response's bytes, at most so many. Throws when there are more, after reading no more than that. */
export async function boundedBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    const bytes: unknown = chunk;
    if (!(bytes instanceof Uint8Array)) throw new Error("a body is made of bytes");
    size += bytes.length;
    if (size > bytesMax) throw new Error(`more than ${bytesMax} bytes`);
    chunks.push(bytes);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
