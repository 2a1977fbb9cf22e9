import { createCommit } from "ts-mls";
import { attempt, type MlsEnv } from "../../src/mls/env.ts";
import { groupOf, libraryState } from "../../src/mls/group.ts";
import type { Group } from "../../src/mls/index.ts";
import { TlsReader } from "../../src/mls/tls.ts";
import { encodeMessage } from "../../src/mls/wire.ts";
import { value } from "./fixture.ts";

/** A commit of ours as a PublicMessage, for implementations that take no other. */
export async function publicCommit(
  env: MlsEnv,
  group: Group,
  removed: number | undefined,
): Promise<{ readonly next: Group; readonly commit: Uint8Array }> {
  const state = libraryState(group);
  const extraProposals = removed === undefined ? [] : [{ proposalType: 3 as const, remove: { removed } }];
  const made = value(
    await attempt({ env, suite: group.suite }, (context) =>
      createCommit({ context, state, extraProposals, wireAsPublicMessage: true }),
    ),
  );
  return { next: groupOf(made.newState), commit: encodeMessage(made.commit) };
}

/** Cuts version and wire format off an MLS message. */
export function withoutHeader(message: Uint8Array): Uint8Array {
  const reader = new TlsReader(message);
  reader.raw(4);
  return message.subarray(reader.offset);
}
