import {
  encodeCredential,
  verifyCredential,
  type Authenticate,
  type Credential,
  type CryptoProvider,
  type MlsEnv,
  type SignatureKeyPair,
  type VerifiedCredential,
} from "@bridle/core";
import {
  type ConversationId,
  type DeviceId,
  type AccountId,
  type MessageId,
  type Chain,
  type RequestOf,
  type Result,
} from "@bridle/protocol";
import type { ApiRefusal, Outcome } from "../api/methods.ts";
import type { ClientEvent } from "../api/shapes.ts";
import type { Clock } from "../ports/clock.ts";
import type { AccountRecord } from "../store/account-store.ts";
import type { Store } from "../store/store.ts";
import type { Session } from "../wire/session.ts";
import type { Background } from "./background.ts";
import { checkedOnce } from "./checked-once.ts";
import type { Groups } from "./groups.ts";
import type { Lane } from "./lane.ts";

/** Gathers delivery receipts (see `receipts.ts`). */
export interface Receipts {
  delivered(conversationId: ConversationId, messageId: MessageId): void;
}

/** Looks at the key directory (see `directory-watch.ts`). */
export interface DirectoryWatch {
  /** Something is to be looked at soon: a connection, a new contact, a checkpoint from one. */
  wake(): void;
  /** Looks at everything now. */
  check(): Promise<void>;
  /** Before the first use of somebody's keys: false when the server shows that it lies about them. */
  first(person: FirstLook): Promise<boolean>;
}

/** Whose keys are about to be used, by what right we may look, and the chain that we were given. */
export interface FirstLook {
  readonly accountId: AccountId;
  readonly permission: RequestOf<"directory.lookup">["permission"];
  readonly chain: Chain;
}

/** What the parts of the engine share. Each takes what it needs by name. */
export interface Engine {
  readonly store: Store;
  readonly crypto: CryptoProvider;
  readonly clock: Clock;
  readonly session: Session;
  readonly lane: Lane;
  readonly background: Background;
  readonly mls: MlsEnv;
  readonly groups: Groups;
  readonly server: string;
  emit(event: ClientEvent): void;
  /** Whether all that waited at the server was taken: only then is a thread known to be lost. */
  isDrained(): boolean;
  /** Work that was made possible: the next free moment does it. */
  readonly wake: {
    outbox(conversationId?: ConversationId): void;
    /** The mailbox is empty: whatever waited for that goes on. */
    drained(): void;
    upkeep(): void;
    /** As `upkeep`, until it is through or the server can't be reached. */
    upkeepDone(): Promise<void>;
  };
  readonly receipts: Receipts;
  readonly directory: DirectoryWatch;
  /** `message.send` waits here for what became of its message. */
  readonly settled: Map<MessageId, (outcome: Result<{ readonly at: number }, ApiRefusal>) => void>;
}

export function refuse(kind: Outcome, detail: string): { readonly ok: false; readonly error: ApiRefusal } {
  return { ok: false, error: { kind, detail } };
}

/** This device's identity, from a ready account. */
export interface Self {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  readonly signer: SignatureKeyPair;
  readonly account: AccountRecord;
  readonly credential: Credential;
}

export function selfOf(account: AccountRecord): Self {
  return {
    accountId: account.accountId,
    deviceId: account.deviceId,
    signer: { privateKey: account.deviceKey, publicKey: account.devicePublicKey },
    account,
    credential: { kind: "bridle", proof: encodeCredential(account.chain) },
  };
}

/** Background work found no account: it was deleted meanwhile, and the work has become pointless. */
export class NoAccount extends Error {}

/** The account on this device. Methods have checked that there is one. */
export function self(engine: Pick<Engine, "store">): Self {
  const account = engine.store.account.account();
  if (account === undefined) throw new NoAccount("no account");
  return selfOf(account);
}

const leafCheckedOnce = checkedOnce<VerifiedCredential | undefined>();

/** Who a member of a group is, by the chain in its leaf. */
export function whoIs(member: {
  readonly credential: Credential;
  readonly signatureKey: Uint8Array;
}): VerifiedCredential | undefined {
  const { credential, signatureKey } = member;
  if (credential.kind !== "bridle") return undefined;
  const { proof } = credential;
  return leafCheckedOnce([signatureKey, proof], () => verifyCredential({ credential: proof, signatureKey }));
}

/** A leaf counts if its chain lists its key. */
export const authenticate: Authenticate = (credential, signatureKey) =>
  whoIs({ credential, signatureKey }) !== undefined;
