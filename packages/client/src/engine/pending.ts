import { bytes, calls, decode, encode, limits, struct, u8, union, type Infer } from "@bridle/protocol";
import { StoreFault } from "../ports/sql-database.ts";

// A call under way that changes a conversation's thread, stored before it is sent: after a crash it is
// sent again under the same id, and the server answers as it did the first time.

const nextGroup = struct({
  publicPart: bytes({ max: limits.handshakeMax }),
  privatePart: bytes({ max: limits.handshakeMax }),
});

const pending = union({
  founding: [1, struct({ request: calls["conversation.create"].request })],
  /** The next epoch waits beside the present one until the server took the commit. */
  commit: [2, struct({ request: calls["conversation.commit"].request, next: nextGroup })],
  rejoin: [3, struct({ request: calls["conversation.rejoin"].request, next: nextGroup, generation: u8 })],
});
export type Pending = Infer<typeof pending>;

export function encodePending(value: Pending): Uint8Array {
  return encode(pending, value);
}

export function decodePending(raw: Uint8Array): Pending {
  const read = decode(pending, raw);
  if (!read.ok) throw new StoreFault("corrupt", "pending call");
  return read.value;
}
