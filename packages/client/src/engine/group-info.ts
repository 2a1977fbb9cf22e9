import { exportGroupInfo, openBox, sealBox, type Group } from "@bridle/core";
import type { Engine } from "./engine.ts";

const LABEL = "bridle/group-info/v1";

/** The way back in for members, under the key that only they hold; the server keeps it unread. */
export async function sealGroupInfo(
  engine: Engine,
  group: Group,
  rejoinKey: Uint8Array,
): Promise<Uint8Array> {
  const plaintext = exportGroupInfo(group);
  return sealBox(engine.crypto, rejoinKey, { label: LABEL, plaintext });
}

export function openGroupInfo(
  engine: Engine,
  sealed: Uint8Array,
  rejoinKey: Uint8Array,
): Promise<Uint8Array | undefined> {
  return openBox(engine.crypto, rejoinKey, { label: LABEL, sealed });
}
