import {
  verifyChain,
  type AccountId,
  type Chain,
  type ChainOperation,
  type ChainState,
} from "@bridle/protocol";
import {
  chainCrypto,
  deriveAccountKeys,
  ed25519KeyPair,
  writeChange,
  writeGenesis,
  type AccountKeys,
  type SignatureKeyPair,
} from "../../src/index.ts";
import { bytesOf } from "../sealing/seeded-crypto.ts";

/** An account with one device, everything made from its name. */
export interface TestAccount {
  readonly accountId: AccountId;
  readonly keys: AccountKeys;
  readonly device: SignatureKeyPair;
  readonly chain: Chain;
}

export function accountOf(name: string): TestAccount {
  const keys = deriveAccountKeys(bytesOf(name, 16));
  const device = deviceOf(`${name}'s phone`);
  const genesis = writeGenesis({
    root: keys.root,
    introductionKey: keys.introduction.publicKey,
    deviceSignatureKey: device.publicKey,
  });
  return { accountId: stateOf([genesis]).accountId, keys, device, chain: [genesis] };
}

export function deviceOf(name: string): SignatureKeyPair {
  return ed25519KeyPair(bytesOf(name, 32));
}

export function stateOf(chain: Chain): ChainState {
  const state = verifyChain(chainCrypto, chain);
  if (!state.ok) throw new Error(`the chain is refused: ${state.error.kind}`);
  return state.value;
}

/** The chain with one more statement of the root key. */
export function changedByRoot(account: TestAccount, ...operations: readonly ChainOperation[]): Chain {
  const statement = writeChange(stateOf(account.chain), {
    atMs: 1_800_000_000_000,
    operations,
    signer: account.keys.root,
  });
  return [...account.chain, statement];
}

export function added(device: SignatureKeyPair): ChainOperation {
  return { kind: "add", device: { signatureKey: device.publicKey }, activeAfterMs: 0 };
}
