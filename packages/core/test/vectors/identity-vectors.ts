import { deviceIdOf, verifyChain, type Chain, type ChainOperation } from "@bridle/protocol";
import {
  chainCrypto,
  deriveAccountKeys,
  encodeCredential,
  safetyNumber,
  sha256,
  wordsFromEntropy,
  writeChange,
  type NumberedParty,
  type SignatureKeyPair,
} from "../../src/index.ts";
import { added, stateOf } from "../identity/accounts.ts";
import { flipped } from "../sealing/seeded-crypto.ts";
import {
  accountFrom,
  ada,
  ben,
  counted,
  known,
  laptop,
  stranger,
  START_MS,
  type VectorFile,
} from "./inputs.ts";

export function identityVectors(): readonly VectorFile[] {
  return [recoveryWords(), accounts(), statements(), credentials(), safetyNumbers()];
}

function recoveryWords(): VectorFile {
  const plain = (name: string, entropy: Uint8Array): object => {
    const words = wordsFromEntropy(entropy);
    return { name, typed: words, words, entropy };
  };
  const words = wordsFromEntropy(ada.entropy);
  const typed = (name: string, as: string): object => ({ name, typed: as, words, entropy: ada.entropy });
  const refused = (name: string, as: string): object => ({
    name,
    typed: as,
    refusal: "recovery_key_invalid",
  });
  const cases = [
    plain("zeros", new Uint8Array(16)),
    plain("ones", new Uint8Array(16).fill(0xff)),
    plain("counted", ada.entropy),
    typed("capitals", words.toUpperCase()),
    typed("numbered_lines", words.replaceAll(/(\w+) ?/g, "1. $1\r\n")),
    typed("commas", `  ${words.replaceAll(" ", ", ")}.`),
    refused("empty_fail", ""),
    refused("eleven_words_fail", words.replace(/^\w+ /, "")),
    refused("thirteen_words_fail", `${words} about`),
    refused("unknown_word_fail", words.replace(/^\w+/, "bridle")),
    refused("checksum_fail", "abandon ".repeat(12).trim()),
    refused("twenty_four_words_fail", `${"abandon ".repeat(23)}art`),
    refused("cyrillic_letter_fail", `${"abandon ".repeat(11)}\u{430}bout`),
  ];
  return { path: "recovery-words.json", rule: "recovery words", cases };
}

/** Words → bits → keys → genesis → account id. */
function accounts(): VectorFile {
  const cases = [0x00, 0x40].map((first) => {
    const { entropy, device, chain, accountId } = accountFrom(first);
    const keys = deriveAccountKeys(entropy);
    return {
      name: `from_${first}`,
      words: wordsFromEntropy(entropy),
      entropy,
      rootSeed: keys.root.privateKey,
      rootKey: keys.root.publicKey,
      introductionSeed: keys.introduction.privateKey,
      introductionKey: keys.introduction.publicKey,
      blobSeed: keys.blob.privateKey,
      blobKey: keys.blob.publicKey,
      deviceSeed: device.privateKey,
      deviceKey: device.publicKey,
      deviceId: deviceIdOf(chainCrypto, device.publicKey),
      genesis: chain[0],
      accountId,
    };
  });
  return { path: "account.json", rule: "account", cases };
}

interface Change {
  readonly operations: readonly ChainOperation[];
  readonly signer: SignatureKeyPair;
  readonly byRoot: boolean;
}

function statements(): VectorFile {
  const phone = deviceIdOf(chainCrypto, ada.device.publicKey);
  const written = (name: string, { operations, signer, byRoot }: Change): object => {
    const deviceId = byRoot ? undefined : deviceIdOf(chainCrypto, signer.publicKey);
    const change = { atMs: START_MS, operations, signer };
    const statement = writeChange(
      stateOf(ada.chain),
      deviceId === undefined ? change : { ...change, deviceId },
    );
    const judged = verifyChain(chainCrypto, [...ada.chain, statement]);
    const signed = { seed: signer.privateKey, deviceId };
    const shared = { name, chain: ada.chain, atMs: START_MS, signer: signed, operations, statement };
    return judged.ok ? { ...shared, head: judged.value.head } : { ...shared, refusal: judged.error.kind };
  };
  const { root } = ada.keys;
  const rotate: ChainOperation = { kind: "rotateRoot", rootKey: stranger.publicKey };
  const remove: ChainOperation = { kind: "remove", deviceId: phone };
  const cases = [
    written("root_adds", { operations: [added(laptop)], signer: root, byRoot: true }),
    written("device_adds", { operations: [added(laptop)], signer: ada.device, byRoot: false }),
    written("root_replaces", { operations: [added(laptop), remove], signer: root, byRoot: true }),
    written("root_rotates", { operations: [rotate], signer: root, byRoot: true }),
    written("device_rotates_fail", { operations: [rotate], signer: ada.device, byRoot: false }),
    written("stranger_as_root_fail", { operations: [added(laptop)], signer: stranger, byRoot: true }),
    written("stranger_fail", { operations: [added(laptop)], signer: stranger, byRoot: false }),
    written("no_device_left_fail", { operations: [remove], signer: root, byRoot: true }),
  ];
  return { path: "chain-statement.json", rule: "chain statement", cases };
}

function credentials(): VectorFile {
  const phone = deviceIdOf(chainCrypto, ada.device.publicKey);
  const grown = (...operations: readonly ChainOperation[]): Chain => [
    ...ada.chain,
    writeChange(stateOf(ada.chain), { atMs: START_MS, operations, signer: ada.keys.root }),
  ];
  const two = grown(added(laptop));
  const replaced = grown(added(laptop), { kind: "remove", deviceId: phone });
  const genuine = (name: string, chain: Chain, signatureKey: Uint8Array): object => {
    const value = { accountId: ada.accountId, deviceId: deviceIdOf(chainCrypto, signatureKey) };
    return { name, credential: encodeCredential(chain), signatureKey, value };
  };
  const counterfeit = (name: string, credential: Uint8Array, signatureKey: Uint8Array): object => ({
    name,
    credential,
    signatureKey,
  });
  const [key, whole] = [laptop.publicKey, encodeCredential(two)];
  const cases = [
    genuine("first_device", ada.chain, ada.device.publicKey),
    genuine("first_of_two", two, ada.device.publicKey),
    genuine("second_of_two", two, key),
    genuine("left_of_two", replaced, key),
    counterfeit("unlisted_fail", encodeCredential(ada.chain), key),
    counterfeit("removed_fail", encodeCredential(replaced), ada.device.publicKey),
    counterfeit("another_account_fail", encodeCredential(ben.chain), ada.device.publicKey),
    counterfeit("root_key_fail", whole, ada.keys.root.publicKey),
    counterfeit("no_statement_fail", encodeCredential([]), key),
    counterfeit("no_genesis_fail", encodeCredential(two.slice(1)), key),
    counterfeit("two_accounts_fail", encodeCredential([...ben.chain, known(two[1])]), key),
    counterfeit("signature_fail", flipped(whole, whole.length - 1), key),
    counterfeit("truncated_fail", whole.slice(0, -1), key),
    counterfeit("trailing_fail", new Uint8Array([...whole, 0]), key),
    counterfeit("version_0_fail", whole.with(0, 0), key),
    counterfeit("version_2_fail", whole.with(0, 2), key),
  ];
  return { path: "credential.json", rule: "credential", cases };
}

function safetyNumbers(): VectorFile {
  const numbered = (name: string, mine: NumberedParty, theirs: NumberedParty): object => ({
    name,
    mine: { accountId: mine.accountId, rootKey: mine.rootKey },
    theirs: { accountId: theirs.accountId, rootKey: theirs.rootKey },
    digits: safetyNumber(mine, theirs),
  });
  const [one, other] = [stateOf(ada.chain), stateOf(ben.chain)];
  const cases = [
    numbered("two_people", one, other),
    numbered("from_the_other_side", other, one),
    numbered("another_root_key", { ...one, rootKey: sha256(counted(0, 1)) }, other),
    numbered("oneself", one, one),
  ];
  return { path: "safety-number.json", rule: "safety number", cases };
}
