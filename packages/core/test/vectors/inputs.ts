import { ConversationId, type ContentMessage, type Introduction, MessageId } from "@bridle/protocol";
import {
  deriveAccountKeys,
  ed25519KeyPair,
  writeGenesis,
  type AccountKeys,
  type SignatureKeyPair,
} from "../../src/index.ts";
import { stateOf, type TestAccount } from "../identity/accounts.ts";

// What the vectors are made from. Everything is plain to see: counted bytes, not random ones.

/** A file of vectors/core. */
export interface VectorFile {
  readonly path: string;
  readonly rule: string;
  /** What several cases name, because it is long. */
  readonly sealed?: object;
  readonly cases: readonly object[];
}

/** `length` bytes that count up from `first`. */
export function counted(first: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (first + index) & 0xff);
}

export interface VectorAccount extends TestAccount {
  readonly entropy: Uint8Array;
}

export function accountFrom(first: number): VectorAccount {
  const entropy = counted(first, 16);
  const keys: AccountKeys = deriveAccountKeys(entropy);
  const device: SignatureKeyPair = ed25519KeyPair(counted(first + 16, 32));
  const genesis = writeGenesis({
    root: keys.root,
    introductionKey: keys.introduction.publicKey,
    deviceSignatureKey: device.publicKey,
  });
  return { entropy, keys, device, chain: [genesis], accountId: stateOf([genesis]).accountId };
}

export const ada: VectorAccount = accountFrom(0x00);
export const ben: VectorAccount = accountFrom(0x40);
export const laptop: SignatureKeyPair = ed25519KeyPair(counted(0x80, 32));
export const stranger: SignatureKeyPair = ed25519KeyPair(counted(0xc0, 32));

export const START_MS = 1_800_000_000_000;

export const conversationId: ConversationId = known(ConversationId.fromBytes(counted(0xc0, 16)));

export const content: ContentMessage = {
  version: 1,
  messageId: known(MessageId.fromBytes(counted(0xe0, 16))),
  conversationId,
  accountId: ada.accountId,
  deviceId: known(stateOf(ada.chain).devices[0]?.deviceId),
  sequence: 3,
  body: { kind: "text", text: "hello", replyTo: undefined },
};

type Words = Omit<Introduction, "version" | "signatureKey" | "signature">;

export function introductionFrom(secret: Uint8Array, grantId: Introduction["grantId"]): Words {
  return {
    accountId: ben.accountId,
    handle: "ben",
    displayName: "Ben",
    text: "We met at the library.",
    grantId,
    grantSecret: secret,
  };
}

export function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("assertion failed: a vector's input is well-formed");
  return value;
}
