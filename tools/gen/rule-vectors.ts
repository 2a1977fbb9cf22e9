import {
  AccountId,
  ConversationId,
  decodeAuthenticatedData,
  decodeContent,
  encodeAuthenticatedData,
  encodeContent,
  formatInviteLink,
  fromHex,
  handleSkeleton,
  mlsGroupId,
  noDeliveryChange,
  parseHandle,
  parseInviteLink,
  proofSigningInput,
  readMlsFraming,
  receiptHolds,
  receiptLeafHash,
  receiptSigningInput,
  smallTree,
  DeviceId,
  MessageId,
  toHex,
} from "@bridle/protocol";
import { crypto, keyPair, sha256 } from "./keys.ts";
import { inJson, type VectorFiles } from "./value-vectors.ts";

// Golden vectors of what has rules beyond its encoding.

function parsed<T>(id: T | undefined): T {
  if (id === undefined) throw new Error("an id of the right length");
  return id;
}

const accountId = parsed(AccountId.parse("a1".repeat(32)));
const deviceId = parsed(DeviceId.parse("d1".repeat(16)));
const messageId = parsed(MessageId.parse("e1".repeat(16)));
const conversationId = parsed(ConversationId.parse("c1".repeat(16)));
const ones = new Uint8Array(32).fill(1);
const zeros = new Uint8Array(32);

export function ruleVectors(): VectorFiles {
  return new Map<string, unknown>([
    ["authenticated-data-rules.json", { rule: "authenticated data", cases: authenticatedDataCases() }],
    ["content-version.json", { rule: "content version", cases: contentCases() }],
    ["mls-framing.json", { rule: "MLS framing", cases: framingCases() }],
    ["invite-link.json", { rule: "invite link", cases: linkCases() }],
    ["handle.json", { rule: "handle", cases: handleCases() }],
    ["signing-input.json", { rule: "signing input", cases: signingCases() }],
    ["receipt-proof.json", receiptProofs()],
  ]);
}

function authenticatedDataCases(): readonly unknown[] {
  const delivery = { add: [{ accountId, deviceId }], remove: [] };
  const message = { outerClass: "message", commitment: ones, delivery: noDeliveryChange } as const;
  const commit = { outerClass: "commit", commitment: zeros, delivery } as const;
  const cases = {
    message: encodeAuthenticatedData(message),
    commit: encodeAuthenticatedData(commit),
    rejoin: encodeAuthenticatedData({ ...commit, outerClass: "rejoin" }),
    message_changes_delivery_fail: encodeAuthenticatedData({ ...message, delivery }),
    commit_with_commitment_fail: encodeAuthenticatedData({ ...commit, commitment: ones }),
    version_0_fail: Uint8Array.from([0, ...encodeAuthenticatedData(message).slice(1)]),
    version_2_fail: Uint8Array.of(2, 0xff),
    empty_fail: new Uint8Array(),
  };
  return Object.entries(cases).map(([name, bytes]) => {
    const said = decodeAuthenticatedData(bytes);
    const hex = toHex(bytes);
    return said.ok ? { name, hex, value: inJson(said.value) } : { name, hex, refusal: said.error };
  });
}

function contentCases(): readonly unknown[] {
  const said = { messageId, conversationId, accountId, deviceId, sequence: 3 };
  const content = encodeContent({
    version: 1,
    ...said,
    body: { kind: "text", text: "hello", replyTo: undefined },
  });
  const cases = {
    ours: content,
    newer_fail: Uint8Array.of(0xff, 0xff),
    version_0_fail: Uint8Array.from([0, ...content.slice(1)]),
    empty_fail: new Uint8Array(),
  };
  return Object.entries(cases).map(([name, bytes]) => {
    const read = decodeContent(bytes);
    const hex = toHex(bytes);
    return read.ok ? { name, hex, value: inJson(read.value) } : { name, hex, refusal: read.error };
  });
}

function framingCases(): readonly unknown[] {
  const group = `14${toHex(mlsGroupId(conversationId, 2))}`;
  const epoch = "0000000000000009";
  const cases = {
    private_application: `00010002${group}${epoch}0102aabb`,
    private_commit: `00010002${group}${epoch}0300`,
    private_proposal: `00010002${group}${epoch}0200`,
    private_with_what_follows: `00010002${group}${epoch}0101aa10ffff`,
    private_64_bytes_of_data: `00010002${group}${epoch}014040${"aa".repeat(64)}`,
    public_commit: `00010001${group}${epoch}010000000701aa03`,
    public_proposal: `00010001${group}${epoch}010000000701aa02`,
    external_commit: `00010001${group}${epoch}0401aa03`,
    public_application_fail: `00010001${group}${epoch}010000000701aa01`,
    external_proposal_fail: `00010001${group}${epoch}0401aa02`,
    external_sender_fail: `00010001${group}${epoch}020000000001aa02`,
    new_member_proposal_fail: `00010001${group}${epoch}0301aa02`,
    welcome_fail: `00010003${group}${epoch}0100`,
    other_version_fail: `00020002${group}${epoch}0100`,
    other_group_id_fail: `0001000210${"c1".repeat(16)}${epoch}0100`,
    length_not_shortest_fail: `00010002${group}${epoch}014001aa`,
    length_of_eight_bytes_fail: `00010002${group}${epoch}01c000000000000001aa`,
    epoch_too_large_fail: `00010002${group}00200000000000000100`,
    unknown_content_type_fail: `00010002${group}${epoch}0400`,
    truncated_fail: `00010002${group}${epoch}0102aa`,
  };
  return Object.entries(cases).map(([name, hex]) => {
    const framing = readMlsFraming(fromHex(hex) ?? new Uint8Array());
    if (framing.ok === name.endsWith("_fail")) throw new Error(`${name} isn't read as its name says`);
    // Where a reader notices is its own affair.
    return framing.ok
      ? { name, hex, value: inJson(framing.value) }
      : { name, hex, refusal: framing.error.kind };
  });
}

function linkCases(): readonly unknown[] {
  const link = { server: "https://chat.example", kind: "contact", accountId, secret: ones } as const;
  const made = formatInviteLink(link);
  const tail = made.slice(made.indexOf("/i#"));
  const links = {
    contact: made,
    public_on_loopback: formatInviteLink({ ...link, kind: "public", server: "http://127.0.0.1:3000" }),
    capitals_and_default_port: `HTTPS://Chat.Example:443${tail}`,
    ipv6: `https://[::1]:8443${tail}`,
    user_fail: `https://user@chat.example${tail}`,
    backslash_fail: `https://evil.example\\.chat.example${tail}`,
    foreign_letters_fail: `https://bücher.example${tail}`,
    odd_ipv4_fail: `https://127.1${tail}`,
    path_fail: `https://chat.example/x${tail}`,
    port_0_fail: `https://chat.example:0${tail}`,
    padding_fail: `${made}=`,
    cut_fail: made.slice(0, -1),
    newer_version_fail: "https://chat.example/i#Ag",
  };
  return Object.entries(links).map(([name, text]) => {
    const read = parseInviteLink(text);
    if (read.ok === name.endsWith("_fail")) throw new Error(`${name} isn't read as its name says`);
    return read.ok
      ? { name, link: text, value: inJson(read.value) }
      : { name, link: text, refusal: read.error };
  });
}

function handleCases(): readonly unknown[] {
  const handles = [
    ..."alice a1ice rnodern modern click c1ick dick vvow wow b0b bo5s al-i_ce".split(" "),
    ..."support supp0rt adm1n bridle br1d-le_news teams ab -ab Abc".split(" "),
    "аbc",
    "z".repeat(32),
    "z".repeat(33),
  ];
  return handles.map((handle) => {
    const read = parseHandle(handle);
    return read.ok
      ? { name: handle, handle, skeleton: handleSkeleton(handle) }
      : { name: `${handle}_fail`, handle, refusal: read.error };
  });
}

function signingCases(): readonly unknown[] {
  const challenge = { serverId: ones, nonce: new Uint8Array(32).fill(2) };
  const places = { serverId: toHex(challenge.serverId), nonce: toHex(challenge.nonce) };
  const rootKey = new Uint8Array(32).fill(5);
  const session = proofSigningInput({ purpose: "session", accountId, deviceId }, challenge);
  const find = proofSigningInput({ purpose: "find", rootKey }, challenge);
  return [
    { name: "session", ...places, accountId, deviceId, hex: toHex(session) },
    { name: "find", ...places, rootKey: toHex(rootKey), hex: toHex(find) },
  ];
}

function receiptProofs(): unknown {
  const server = keyPair(9);
  const leaves = [1, 2, 3, 4, 5].map((order) => ({
    conversationId,
    order,
    atMs: 1_763_769_600_000,
    commitment: new Uint8Array(32).fill(order),
    ciphertextHash: ones,
  }));
  const hashes = leaves.map((leaf) => receiptLeafHash(sha256, leaf));
  const tree = smallTree(sha256, hashes);
  const signature = server.sign(receiptSigningInput(tree.root));
  const good = leaves.map((leaf, index) => ({
    name: `leaf_${index}`,
    leaf,
    receipt: { index, size: leaves.length, path: tree.paths[index] ?? [], signature },
  }));
  const bad = good.slice(0, 1).flatMap(({ leaf, receipt }) => [
    { name: "another_order_fail", leaf: { ...leaf, order: 6 }, receipt },
    { name: "another_commitment_fail", leaf: { ...leaf, commitment: zeros }, receipt },
    { name: "another_place_fail", leaf, receipt: { ...receipt, index: 1 } },
    { name: "no_place_fail", leaf, receipt: { ...receipt, index: 5 } },
    { name: "short_path_fail", leaf, receipt: { ...receipt, path: receipt.path.slice(1) } },
    { name: "another_signature_fail", leaf, receipt: { ...receipt, signature: new Uint8Array(64) } },
  ]);
  const cases = [...good, ...bad].map((claim) => {
    const holds = receiptHolds(crypto, server.publicKey, claim);
    if (holds === claim.name.endsWith("_fail"))
      throw new Error(`${claim.name} isn't judged as its name says`);
    return inJson({ ...claim, holds });
  });
  return { rule: "receipt", serverKey: toHex(server.publicKey), root: toHex(tree.root), cases };
}
