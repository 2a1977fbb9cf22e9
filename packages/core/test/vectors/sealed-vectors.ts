import {
  AccountId,
  concatBytes,
  ConversationId,
  encode,
  encodeContent,
  encodeFrankedContent,
  introduction,
  introductionSigningInput,
  invitation,
  u53,
  type Chain,
  type ContentMessage,
  type Introduction,
  type SealedInvitation,
} from "@bridle/protocol";
import {
  aeadSeal,
  claimHash,
  deriveGrantKeys,
  ed25519Sign,
  frank,
  holderHash,
  hpkeSeal,
  sealAccountBlob,
  sealBox,
  sealIntroduction,
  sealInvitation,
  sha256,
  writeChange,
  type AccountBlob,
} from "../../src/index.ts";
import { stateOf } from "../identity/accounts.ts";
import { flipped, seededCrypto } from "../sealing/seeded-crypto.ts";
import {
  ada,
  ben,
  content,
  conversationId,
  counted,
  introductionFrom,
  known,
  laptop,
  START_MS,
  type VectorFile,
} from "./inputs.ts";

const crypto = seededCrypto("golden vectors");
const secret = counted(0x20, 32);
const grant = deriveGrantKeys(secret);

export async function sealedVectors(): Promise<readonly VectorFile[]> {
  return [grants(), await invitations(), await introductions(), franking(), await blobs(), await boxes()];
}

function grants(): VectorFile {
  const cases = [secret, new Uint8Array(32), new Uint8Array(32).fill(0xff)].map((bytes, index) => {
    const keys = deriveGrantKeys(bytes);
    return {
      name: `grant_${index}`,
      secret: bytes,
      ...keys,
      claimHash: claimHash(keys.accessKey),
      holder: ben.accountId,
      holderHash: holderHash(keys.accessKey, ben.accountId),
    };
  });
  return { path: "grant.json", rule: "grant", cases };
}

/** Length in two bytes, message, zeros. */
function padded(message: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  out.set([message.length >> 8, message.length & 0xff]);
  out.set(message, 2);
  return out;
}

async function invitations(): Promise<VectorFile> {
  const welcome = counted(0x55, 100);
  const target = { conversationId, generation: 2, welcome };
  const said = {
    accountId: ben.accountId,
    displayName: "Ben",
    handle: undefined,
    rejoinKey: counted(0x70, 32),
    atMs: START_MS,
  };
  const value = { version: 1, conversationId, ...said };
  const sealed = await sealInvitation(crypto, grant, { invitation: said, target });
  const aad = new Uint8Array([
    ...new TextEncoder().encode("bridle/invitation/v1\0"),
    ...ConversationId.toBytes(conversationId),
    0,
    0,
    0,
    2,
    ...sha256(welcome),
  ]);
  const lie = async (plaintext: Uint8Array): Promise<SealedInvitation> => {
    const nonce = crypto.randomBytes(12);
    const bytes = await aeadSeal(crypto, { key: grant.envelopeKey, nonce, aad, plaintext });
    return { grantId: grant.grantId, nonce, sealed: bytes };
  };
  const elsewhere = known(ConversationId.fromBytes(counted(0xd0, 16)));
  const honest = encode(invitation, value);
  const shared = { secret, ...target, invitation: sealed };
  const fails = (name: string, change: object): object => ({
    name,
    ...shared,
    ...change,
    refusal: "bad_envelope",
  });
  const lies = async (name: string, plaintext: Uint8Array): Promise<object> =>
    fails(name, { invitation: await lie(plaintext) });
  const wrongInside = encode(invitation, { ...value, conversationId: elsewhere });
  const other = deriveGrantKeys(counted(0x21, 32));
  const cases = [
    { name: "opens", ...shared, value },
    fails("another_grant_fail", { secret: counted(0x21, 32) }),
    fails("another_grants_name_fail", { invitation: { ...sealed, grantId: other.grantId } }),
    fails("another_welcome_fail", { welcome: flipped(welcome, 99) }),
    fails("another_conversation_fail", { conversationId: elsewhere }),
    fails("another_generation_fail", { generation: 1 }),
    fails("nonce_fail", { invitation: { ...sealed, nonce: flipped(sealed.nonce, 0) } }),
    fails("tag_fail", { invitation: { ...sealed, sealed: flipped(sealed.sealed, 527) } }),
    fails("truncated_fail", { invitation: { ...sealed, sealed: sealed.sealed.slice(0, 527) } }),
    await lies("padding_fail", padded(honest, 512).with(511, 1)),
    await lies("length_fail", padded(honest, 512).with(1, honest.length - 1)),
    await lies("version_0_fail", padded(honest.with(0, 0), 512)),
    await lies("version_2_fail", padded(honest.with(0, 2), 512)),
    await lies("size_fail", padded(honest, 256)),
    {
      name: "another_conversation_inside_fail",
      ...shared,
      invitation: await lie(padded(wrongInside, 512)),
      refusal: "wrong_conversation",
    },
  ];
  return { path: "invitation.json", rule: "invitation", cases };
}

async function introductions(): Promise<VectorFile> {
  const { accountId, keys } = ada;
  const words = introductionFrom(secret, grant.grantId);
  const publicKey = keys.introduction.publicKey;
  const to = { accountId, introductionKey: publicKey };
  const made = await sealIntroduction(crypto, to, { said: words, signer: ben.device });
  const signed = (change: Partial<Introduction> = {}, recipient = accountId): Introduction => {
    const { publicKey: signatureKey, privateKey } = ben.device;
    const plain = { ...words, version: 1, signatureKey, signature: new Uint8Array(64), ...change };
    return { ...plain, signature: ed25519Sign(privateKey, introductionSigningInput(recipient, plain)) };
  };
  const said = signed();
  const sealed = known(made.ok ? made.value : undefined);
  const info = new Uint8Array([
    ...new TextEncoder().encode("bridle/introduction/v1\0"),
    ...AccountId.toBytes(accountId),
  ]);
  const shared = { accountId, introductionSeed: keys.introduction.privateKey, sealed };
  const fails = (name: string, change: object): object => ({ name, ...shared, ...change });
  const lies = async (name: string, plaintext: Uint8Array): Promise<object> => {
    const out = await hpkeSeal(crypto, { publicKey, info, plaintext });
    const { enc, ciphertext } = known(out.ok ? out.value : undefined);
    return fails(name, { sealed: new Uint8Array([...enc, ...ciphertext]), refusal: "malformed" });
  };
  const honest = encode(introduction, said);
  const otherGrant = deriveGrantKeys(counted(0x21, 32)).grantId;
  const refusal = "cannot_open";
  const cases = [
    { name: "opens", ...shared, value: said },
    fails("another_account_fail", { accountId: ben.accountId, refusal }),
    fails("another_key_fail", { introductionSeed: ben.keys.introduction.privateKey, refusal }),
    fails("ml_kem_ciphertext_fail", { sealed: flipped(sealed, 0), refusal }),
    fails("x25519_ciphertext_fail", { sealed: flipped(sealed, 1119), refusal }),
    fails("tag_fail", { sealed: flipped(sealed, sealed.length - 1), refusal }),
    fails("truncated_fail", { sealed: sealed.slice(0, -1), refusal: "malformed" }),
    fails("trailing_fail", { sealed: new Uint8Array([...sealed, 0]), refusal: "malformed" }),
    await lies("padding_fail", padded(honest, 2048).with(2047, 1)),
    await lies("version_2_fail", padded(honest.with(0, 2), 2048)),
    await lies("grant_id_fail", padded(encode(introduction, signed({ grantId: otherGrant })), 2048)),
    await lies("signature_fail", padded(flipped(honest, honest.length - 1), 2048)),
    await lies("signature_key_fail", padded(flipped(honest, honest.length - 65), 2048)),
    await lies("another_sender_fail", padded(encode(introduction, { ...said, accountId }), 2048)),
    await lies("another_recipient_fail", padded(encode(introduction, signed({}, ben.accountId)), 2048)),
  ];
  return { path: "introduction.json", rule: "introduction", cases };
}

function franking(): VectorFile {
  const franked = (salt: Uint8Array, said: ContentMessage): ReturnType<typeof frank> =>
    frank({ ...crypto, randomBytes: () => salt }, said);
  const salt = counted(0x90, 32);
  const reply: ContentMessage = { ...content, body: { kind: "delete", of: content.messageId } };
  const holds = (name: string, salt: Uint8Array, said: ContentMessage): object => ({
    name,
    salt,
    content: encodeContent(said),
    ...franked(salt, said),
    value: said,
  });
  const { plaintext, commitment } = franked(salt, content);
  const newer = encodeContent({ ...content, version: 255 });
  const other = franked(counted(0x91, 32), content);
  const refused = (name: string, shown: object, kind: string): object => ({
    name,
    plaintext,
    commitment,
    ...shown,
    refusal: kind,
  });
  const cases = [
    holds("text", salt, content),
    holds("zero_salt", new Uint8Array(32), content),
    holds("delete", salt, reply),
    refused("commitment_fail", { commitment: flipped(commitment, 31) }, "commitment_mismatch"),
    refused("another_commitment_fail", { commitment: other.commitment }, "commitment_mismatch"),
    refused("short_commitment_fail", { commitment: commitment.slice(0, 31) }, "commitment_mismatch"),
    refused("salt_fail", { plaintext: flipped(plaintext, 31) }, "commitment_mismatch"),
    refused("content_fail", { plaintext: flipped(plaintext, plaintext.length - 2) }, "commitment_mismatch"),
    refused("another_content_fail", { plaintext: franked(salt, reply).plaintext }, "commitment_mismatch"),
    refused("salt_of_31_bytes_fail", { plaintext: plaintext.slice(1) }, "malformed"),
    refused("trailing_fail", { plaintext: new Uint8Array([...plaintext, 0]) }, "malformed"),
    refused(
      "newer_with_a_false_commitment_fail",
      { plaintext: encodeFrankedContent({ salt, content: newer }) },
      "commitment_mismatch",
    ),
    refused("newer_fail", franked(salt, { ...content, version: 255 }), "newer_version"),
  ];
  return { path: "franking.json", rule: "franking", cases };
}

async function blobs(): Promise<VectorFile> {
  const { accountId, keys } = ada;
  const value: AccountBlob = {
    displayName: "Ada",
    contacts: [
      {
        accountId: ben.accountId,
        chain: ben.chain,
        handle: "ben",
        displayName: undefined,
        cameBy: "their_introduction",
        sinceMs: START_MS,
        verifiedAtMs: START_MS + 1,
        blocked: false,
        given: secret,
        held: counted(0xa0, 32),
      },
    ],
    conversations: [
      { conversationId, accountId: ben.accountId, generation: 2, rejoinKey: counted(0x70, 32) },
    ],
    blockedStrangers: [known(AccountId.fromBytes(counted(0xb0, 32)))],
  };
  const publicKey = keys.blob.publicKey;
  const to = { accountId, blobPublicKey: publicKey, version: 7, signer: ada.device };
  const made = await sealAccountBlob(crypto, to, value);
  const info = new Uint8Array([
    ...new TextEncoder().encode("bridle/account-blob/v1\0"),
    ...AccountId.toBytes(accountId),
    ...encode(u53, 7),
  ]);
  const lie = async (message: Uint8Array, size: number, last = 0): Promise<Uint8Array> => {
    const plaintext = new Uint8Array(size);
    plaintext.set([0, 0, message.length >> 8, message.length & 0xff]);
    plaintext.set(message, 4);
    if (last !== 0) plaintext[size - 1] = last;
    const out = await hpkeSeal(crypto, { publicKey, info, plaintext });
    const { enc, ciphertext } = known(out.ok ? out.value : undefined);
    return new Uint8Array([...enc, ...ciphertext]);
  };
  const nothing = Uint8Array.of(2, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, ...new Uint8Array(96));
  const before = new Uint8Array(5);
  const signedBefore = ed25519Sign(
    ada.device.privateKey,
    concatBytes(
      new TextEncoder().encode("bridle/account-blob-signature/v1\0"),
      AccountId.toBytes(accountId),
      encode(u53, 7),
      before,
    ),
  );
  const version1 = concatBytes(
    Uint8Array.of(1, 0, 0, 0, before.length),
    before,
    ada.device.publicKey,
    signedBefore,
  );
  const byAnother = await sealAccountBlob(crypto, { ...to, signer: laptop }, value);
  const smallest = 16 * 1024 - 1136;
  const sealed = {
    honest: made.ok ? made.value : undefined,
    small: await lie(nothing, 512),
    padding: await lie(nothing, smallest, 1),
    version_0: await lie(nothing.with(0, 0), smallest),
    version_1: await lie(version1, smallest),
    newer: await lie(Uint8Array.of(3, 0xff), 512),
    unsigned: await lie(nothing, smallest),
    by_another: byAnother.ok ? byAnother.value : undefined,
  };
  const shared = {
    accountId,
    blobSeed: keys.blob.privateKey,
    chain: ada.chain,
    version: 7,
    sealed: "honest",
  };
  const fails = (name: string, change: object): object => ({
    name,
    ...shared,
    refusal: "cannot_open",
    ...change,
  });
  const cases = [
    { name: "opens", ...shared, value },
    {
      name: "opens_version_1",
      ...shared,
      sealed: "version_1",
      value: { displayName: undefined, contacts: [], conversations: [], blockedStrangers: [] },
    },
    fails("another_account_fail", { accountId: ben.accountId }),
    fails("older_version_fail", { version: 6 }),
    fails("newer_number_fail", { version: 8 }),
    fails("another_key_fail", { blobSeed: keys.introduction.privateKey }),
    fails("size_fail", { sealed: "small" }),
    fails("padding_fail", { sealed: "padding" }),
    fails("version_0_fail", { sealed: "version_0" }),
    fails("newer_fail", { sealed: "newer", refusal: "newer_version" }),
    fails("unsigned_fail", { sealed: "unsigned", refusal: "not_signed" }),
    fails("unlisted_device_fail", { sealed: "by_another", refusal: "not_signed" }),
    fails("removed_device_fail", { chain: removedAdasPhone(), refusal: "not_signed" }),
  ];
  return { path: "account-blob.json", rule: "account blob", sealed, cases };
}

/** Ada's chain after the root key put a laptop in the place of her phone. */
function removedAdasPhone(): Chain {
  const phone = known(stateOf(ada.chain).devices[0]);
  const add = { kind: "add", device: { signatureKey: laptop.publicKey }, activeAfterMs: 0 } as const;
  const operations = [add, { kind: "remove", deviceId: phone.deviceId } as const];
  return [
    ...ada.chain,
    writeChange(stateOf(ada.chain), { atMs: START_MS, operations, signer: ada.keys.root }),
  ];
}

async function boxes(): Promise<VectorFile> {
  const label = `bridle/group-info/v1 ${conversationId} 2`;
  const [key, plaintext] = [counted(0x70, 32), counted(0, 40)];
  const sealed = await sealBox(crypto, key, { label, plaintext });
  const empty = await sealBox(crypto, key, { label: "", plaintext: new Uint8Array() });
  const shared = { key, label, sealed };
  const cases = [
    { name: "opens", ...shared, value: plaintext },
    { name: "nothing_in_it", key, label: "", sealed: empty, value: "" },
    { name: "another_key_fail", ...shared, key: flipped(key, 0) },
    { name: "another_label_fail", ...shared, label: "bridle/typing/v1" },
    {
      name: "another_generation_fail",
      ...shared,
      label: `bridle/group-info/v1 ${conversationId} 1`,
    },
    { name: "nonce_fail", ...shared, sealed: flipped(sealed, 0) },
    { name: "tag_fail", ...shared, sealed: flipped(sealed, sealed.length - 1) },
    { name: "truncated_fail", ...shared, sealed: sealed.slice(0, -1) },
    { name: "no_nonce_fail", ...shared, sealed: sealed.slice(0, 11) },
  ];
  return { path: "secret-box.json", rule: "secret box", cases };
}
