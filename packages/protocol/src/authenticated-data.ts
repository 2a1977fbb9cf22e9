import { closed, decode, encode, fixedBytes, list, struct, u8, type Infer } from "./codec.ts";
import { AccountId, DeviceId } from "./ids.ts";
import { limits } from "./limits.ts";
import type { Malformed } from "./reader.ts";
import { err, ok, type Result } from "./result.ts";

/** What the server may know of an MLS message before it forwards it (DESIGN §6). */
export const outerClass = closed("message", "commit", "rejoin");
export type OuterClass = Infer<typeof outerClass>;

export const mailboxAddress = struct({ accountId: AccountId.codec, deviceId: DeviceId.codec });
export type MailboxAddress = Infer<typeof mailboxAddress>;

const deliveryChange = struct({
  add: list(mailboxAddress, { max: limits.leavesMax }),
  remove: list(mailboxAddress, { max: limits.leavesMax }),
});
/** How a commit changes the conversation's delivery list. The server applies exactly this. */
export type DeliveryChange = Infer<typeof deliveryChange>;

/**
 * MLS `authenticated_data` of every message: in clear for the server, covered by the sender's
 * signature for the members, who refuse a message whose data doesn't match what it does.
 * Read it with `decodeAuthenticatedData`, which knows versions and what belongs together.
 */
export const authenticatedData = struct({
  version: u8,
  outerClass,
  /** Franking commitment of a message; zero for handshakes. */
  commitment: fixedBytes(32),
  /** Empty for a message. */
  delivery: deliveryChange,
});
export type AuthenticatedData = Infer<typeof authenticatedData>;

export const AUTHENTICATED_DATA_VERSION = 1;
export const noDeliveryChange: DeliveryChange = { add: [], remove: [] };

export function encodeAuthenticatedData(said: Omit<AuthenticatedData, "version">): Uint8Array {
  return encode(authenticatedData, { version: AUTHENTICATED_DATA_VERSION, ...said });
}

/** A version that we don't know is named before anything else is read: its layout is its own [P24]. */
export function decodeAuthenticatedData(
  bytes: Uint8Array,
): Result<AuthenticatedData, Malformed | { readonly kind: "unsupported_version" }> {
  const [version] = bytes;
  if (version !== undefined && version !== AUTHENTICATED_DATA_VERSION) {
    return err({ kind: "unsupported_version" });
  }
  const said = decode(authenticatedData, bytes);
  if (!said.ok) return said;
  return belongsTogether(said.value)
    ? ok(said.value)
    : err({ kind: "malformed", reason: "not_canonical", offset: 1 });
}

/** A message changes no delivery list and a handshake commits to no content [P25]. */
function belongsTogether({ outerClass, commitment, delivery }: AuthenticatedData): boolean {
  if (outerClass === "message") return delivery.add.length === 0 && delivery.remove.length === 0;
  return commitment.every((byte) => byte === 0);
}
