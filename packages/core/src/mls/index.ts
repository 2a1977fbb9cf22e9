export {
  addMembers,
  createGroup,
  proposeSelfRemove,
  removeMembers,
  update,
  type Committed,
} from "./commit.ts";
export type { Authenticate, MlsEnv } from "./env.ts";
export { inspectExternalCommit, type ExternalCommit } from "./external-commit.ts";
export {
  adoptPending,
  epochAuthenticator,
  exportSecret,
  memberAt,
  members,
  snapshotForEpoch,
  type Group,
  type PendingGroup,
} from "./group.ts";
export { joinExternal, type JoinedExternally } from "./join-external.ts";
export { exportGroupInfo } from "./export-group-info.ts";
export { joinByWelcome } from "./join.ts";
export {
  generateKeyPackage,
  inspectKeyPackage,
  type GeneratedKeyPackage,
  type InspectedKeyPackage,
  type KeyPackageInput,
  type Lifetime,
  type OwnPackages,
} from "./key-package.ts";
export type { Credential, Member } from "./leaf.ts";
export { encryptMessage, verifyEvidence, type Encrypted, type Evidence } from "./message.ts";
export {
  receive,
  type Received,
  type ReceivedApplication,
  type ReceivedCommit,
  type ReceivedLeaving,
} from "./receive.ts";
export type { MlsRefusal, MlsRefusalKind } from "./refusal.ts";
export {
  decodeGroup,
  encodeGroup,
  encodePrivatePart,
  type StorageRefusal,
  type StoredGroup,
} from "./storage.ts";
export { foundSuccessor, type Founded } from "./successor.ts";
export { CLASSIC_SUITE, HYBRID_SUITE, suiteOfId, type SuiteName } from "./suites.ts";
export { welcomeRefs } from "./welcome-refs.ts";
