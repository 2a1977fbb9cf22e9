import { toHex } from "@bridle/protocol";
import { decodeWelcome } from "./wire.ts";

/** The key packages that a welcome is for, by their references in hexadecimal; none when malformed. */
export function welcomeRefs(welcome: Uint8Array): readonly string[] {
  const decoded = decodeWelcome(welcome);
  return decoded.ok ? decoded.value.secrets.map((entry) => toHex(entry.newMember)) : [];
}
