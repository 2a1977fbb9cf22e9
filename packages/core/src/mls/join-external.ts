import { err, ok, type Result } from "@bridle/protocol";
import { joinGroupExternal, wireformats } from "ts-mls";
import { attempt, type MlsEnv } from "./env.ts";
import { groupOf, membersOfTree, type PendingGroup } from "./group.ts";
import { ownKeyPackage, type OwnPackages } from "./key-package.ts";
import type { MlsRefusal } from "./refusal.ts";
import { SUITES } from "./suites.ts";
import { decodeGroupInfo, encodeMessage, version } from "./wire.ts";

/** An own external commit on its way. */
export interface JoinedExternally {
  readonly pending: PendingGroup;
  /** A PublicMessage: the group's members alone can check it. */
  readonly commit: Uint8Array;
}

/**
 * Joins by an external commit (RFC 9420 §12.4.3.2), with a GroupInfo of the present epoch.
 * `resync`: our signature key is in the group already and that leaf goes; else it must not be there.
 */
export async function joinExternal(
  env: MlsEnv,
  input: OwnPackages & {
    readonly groupInfo: Uint8Array;
    readonly authenticatedData: Uint8Array;
    readonly resync: boolean;
  },
): Promise<Result<JoinedExternally, MlsRefusal>> {
  const own = ownKeyPackage(input);
  if (!own.ok) return own;
  const { suite, keyPackage, privateKeys } = own.value;
  const groupInfo = decodeGroupInfo(input.groupInfo);
  if (!groupInfo.ok) return groupInfo;
  const { cipherSuite, epoch } = groupInfo.value.groupContext;
  if (cipherSuite !== SUITES[suite].id) return err({ kind: "wrong_suite" });
  const { resync } = input;
  const authenticatedData = input.authenticatedData.slice();
  const joined = await attempt({ env, suite }, (context) => {
    const params = { context, groupInfo: groupInfo.value, keyPackage, privateKeys };
    return joinGroupExternal({ ...params, resync, authenticatedData });
  });
  if (!joined.ok) return joined;
  const { newState, publicMessage } = joined.value;
  if (membersOfTree(newState.ratchetTree, suite) === undefined) return err({ kind: "unsupported" });
  const commit = encodeMessage({ version, wireformat: wireformats.mls_public_message, publicMessage });
  return ok({ pending: { replaces: epoch, next: groupOf(newState) }, commit });
}
