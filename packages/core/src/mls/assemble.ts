import { concatBytes, err, ok, type Result } from "@bridle/protocol";
import {
  clientStateDecoder,
  defaultExtensionTypes,
  encode,
  groupStateEncoder,
  isDefaultExtension,
  nodeTypes,
  type Capabilities,
  type ClientState,
  type GroupContextExtension,
} from "ts-mls";
import type { MlsEnv } from "./env.ts";
import type { GroupInfoView } from "./group-info.ts";
import { membersOfTree } from "./group.ts";
import { CONTENT_VERSIONS_EXTENSION } from "./leaf.ts";
import type { MlsRefusal } from "./refusal.ts";
import type { SuiteName } from "./suites.ts";
import { decodeWhole } from "./wire.ts";

/** What only a member has of a group's state. */
export type PrivateState = Omit<ClientState, "ratchetTree" | "groupContext">;

/**
 * A verified GroupInfo and private state as the library's state, once all its people are accepted:
 * leaves of the kinds that we speak, the capabilities that the group requires, `authenticate`.
 */
export async function assembleState(
  env: MlsEnv,
  view: { readonly groupInfo: GroupInfoView; readonly suite: SuiteName },
  own: PrivateState,
): Promise<Result<ClientState, MlsRefusal>> {
  const { groupContext, ratchetTree } = view.groupInfo;
  const privateState = encode(groupStateEncoder, own);
  const state = decodeWhole(clientStateDecoder, concatBytes(groupContext, ratchetTree, privateState));
  if (!state.ok) return state;
  const { extensions } = state.value.groupContext;
  const present = membersOfTree(state.value.ratchetTree, view.suite);
  const allFit = state.value.ratchetTree.every(
    (node) =>
      node === undefined || node.nodeType !== nodeTypes.leaf || fulfils(node.leaf.capabilities, extensions),
  );
  if (present === undefined || !allFit) return err({ kind: "unsupported" });
  for (const member of present) {
    const authentic = await env.authenticate(member.credential, member.signatureKey.slice());
    if (!authentic) return err({ kind: "not_authenticated" });
  }
  return ok(state.value);
}

/** Whether a leaf can do what its group demands (RFC 9420 §7.2, §11.1), and we know the demand. */
function fulfils(capabilities: Capabilities, extensions: readonly GroupContextExtension[]): boolean {
  return extensions.every((extension) => {
    if (!isDefaultExtension(extension)) return extension.extensionType === CONTENT_VERSIONS_EXTENSION;
    if (extension.extensionType !== defaultExtensionTypes.required_capabilities) return true;
    const required = extension.extensionData;
    return (
      required.extensionTypes.every(
        (type) => isDefaultType(type) || capabilities.extensions.includes(type),
      ) &&
      required.proposalTypes.every((type) => type <= 7 || capabilities.proposals.includes(type)) &&
      required.credentialTypes.every((type) => capabilities.credentials.includes(type))
    );
  });
}

/** Extension and proposal types that RFC 9420 itself defines need not be listed (§7.2). */
function isDefaultType(type: number): boolean {
  return Object.values(defaultExtensionTypes).some((known) => known === type);
}
