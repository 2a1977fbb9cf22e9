import { mkdirSync, writeFileSync } from "node:fs";
import {
  checkContact,
  formatNote,
  formatTlogProof,
  formatVerifierKey,
  parseNote,
  parseTlogProof,
  proveEntry,
  storedTiles,
  decodeAnswer,
  encodeAnswer,
  type DirectoryAnswer,
  type LookupAnswer,
} from "../src/index.ts";
import { honestWorld, lookupCrypto, vrfKey } from "./directory-rig.ts";
import { keyOf, logKey, policyText, publishedLog } from "./log-rig.ts";
import { bytes, crypto } from "./node-crypto.ts";

// Writes vectors/ledger/*.json. Keys come from names, so that every run writes the same; what is there once
// never changes, new cases come behind. Run: node packages/ledger/test/make-vectors.ts

const folder = new URL("../../../vectors/ledger/", import.meta.url);
const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");

function write(name: string, content: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(content, undefined, 2)}\n`);
}

async function tlogProofs(): Promise<void> {
  const entries = Array.from({ length: 300 }, (_, at) => bytes(`entry ${at}`));
  const { store, checkpoint, ports } = await publishedLog(entries);
  const keys = ports.witnesses.map(({ key }) => key);
  const [two, three] = [policyText(keys, 2), policyText(keys, 3)];
  const prove = async (index: number, extra?: Uint8Array): Promise<string> => {
    const proof = await proveEntry(crypto, storedTiles(store), { index, checkpoint, extra });
    if (!proof.ok) throw new Error(proof.error.kind);
    return proof.value;
  };
  const enclosed = await prove(255, entries[255]);
  const bare = await prove(299);
  const parsed = parseTlogProof(bare)!;
  const without = (...names: readonly string[]): string =>
    bare
      .split("\n")
      .filter((line) => !names.some((name) => line.includes(`— ${name}`)))
      .join("\n");
  const note = parseNote(checkpoint)!;
  const forged = formatNote({
    ...note,
    signatures: note.signatures.map((line, at) =>
      at === 1 ? { ...line, signature: line.signature.map((byte, i) => (i === 40 ? byte ^ 1 : byte)) } : line,
    ),
  });
  const stranger = policyText([keyOf("w9.example", "cosignature")], 1);
  const otherLog = policyText([], 0, keyOf("other.example/ledger", "ed25519"));
  const last = hex(entries[299]!);
  const cases = [
    { name: "enclosed-entry", policy: two, proof: enclosed, entry: null, want: "proven" },
    { name: "own-entry", policy: two, proof: bare, entry: last, want: "proven" },
    { name: "first-entry", policy: three, proof: await prove(0), entry: hex(entries[0]!), want: "proven" },
    { name: "two-of-three", policy: two, proof: without("w1.example"), entry: last, want: "proven" },
    {
      name: "quorum-none",
      policy: policyText([], 0),
      proof: without("w1.example", "w2.example", "w3.example"),
      entry: last,
      want: "proven",
    },
    { name: "other-entry_fail", policy: two, proof: bare, entry: hex(entries[298]!), want: "contradicted" },
    {
      name: "other-index_fail",
      policy: two,
      proof: formatTlogProof({ ...parsed, index: 298 }),
      entry: last,
      want: "contradicted",
    },
    {
      name: "index-beyond-size_fail",
      policy: two,
      proof: formatTlogProof({ ...parsed, index: 300 }),
      entry: last,
      want: "contradicted",
    },
    {
      name: "path-too-short_fail",
      policy: two,
      proof: formatTlogProof({ ...parsed, path: parsed.path.slice(1) }),
      entry: last,
      want: "contradicted",
    },
    {
      name: "path-too-long_fail",
      policy: two,
      proof: formatTlogProof({ ...parsed, path: [...parsed.path, parsed.path[0]!] }),
      entry: last,
      want: "contradicted",
    },
    {
      name: "path-changed_fail",
      policy: two,
      proof: formatTlogProof({
        ...parsed,
        path: [parsed.path[1]!, parsed.path[0]!, ...parsed.path.slice(2)],
      }),
      entry: last,
      want: "contradicted",
    },
    {
      name: "forged-cosignature_fail",
      policy: two,
      proof: formatTlogProof({ ...parsed, checkpoint: forged }),
      entry: last,
      want: "contradicted",
    },
    {
      name: "changed-root_fail",
      policy: two,
      proof: bare.replace(/(?<=\n300\n)./, (char) => (char === "A" ? "B" : "A")),
      entry: last,
      want: "contradicted",
    },
    {
      name: "changed-origin_fail",
      policy: two,
      proof: bare.replace("\nlog.example", "\nlag.example"),
      entry: last,
      want: "contradicted",
    },
    {
      name: "one-of-three_fail",
      policy: two,
      proof: without("w1.example", "w2.example"),
      entry: last,
      want: "not_proven",
    },
    { name: "strangers-only_fail", policy: stranger, proof: bare, entry: last, want: "not_proven" },
    { name: "other-log_fail", policy: otherLog, proof: bare, entry: last, want: "not_proven" },
    { name: "no-entry_fail", policy: two, proof: bare, entry: null, want: "not_proven" },
    {
      name: "index-with-leading-zero_fail",
      policy: two,
      proof: bare.replace("index 299", "index 0299"),
      entry: last,
      want: "not_proven",
    },
    { name: "no-final-newline_fail", policy: two, proof: bare.slice(0, -1), entry: last, want: "not_proven" },
    {
      name: "carriage-returns_fail",
      policy: two,
      proof: bare.replaceAll("\n", "\r\n"),
      entry: last,
      want: "not_proven",
    },
    {
      name: "other-format_fail",
      policy: two,
      proof: bare.replace("@v1", "@v2"),
      entry: last,
      want: "not_proven",
    },
  ];
  write("tlog-proof", {
    about:
      "tlog-proof and tlog-policy (C2SP): want is the verdict on the entry (hex), or on the enclosed one when entry is null",
    cases,
  });
}

async function cosignatures(): Promise<void> {
  const { checkpoint, ports } = await publishedLog([bytes("one")]);
  const note = parseNote(checkpoint)!;
  const vkey = formatVerifierKey(ports.witnesses[0]!.key);
  const line = note.signatures[1]!;
  const changed = (at: number): string =>
    formatNote({
      ...note,
      signatures: [{ ...line, signature: line.signature.map((byte, i) => (i === at ? byte ^ 1 : byte)) }],
    });
  const cases = [
    { name: "valid", vkey, note: formatNote({ ...note, signatures: [line] }), want: 1_700_000_000 },
    { name: "among-others", vkey, note: checkpoint, want: 1_700_000_000 },
    { name: "changed-time_fail", vkey, note: changed(7), want: "forged" },
    { name: "changed-signature_fail", vkey, note: changed(71), want: "forged" },
    {
      name: "changed-text_fail",
      vkey,
      note: formatNote({ text: note.text.replace("\n1\n", "\n2\n"), signatures: [line] }),
      want: "forged",
    },
    {
      name: "cut_fail",
      vkey,
      note: formatNote({ ...note, signatures: [{ ...line, signature: line.signature.slice(0, 71) }] }),
      want: "forged",
    },
    {
      name: "another-name_fail",
      vkey,
      note: formatNote({ ...note, signatures: [{ ...line, name: "w2.example" }] }),
      want: "absent",
    },
    {
      name: "another-key_fail",
      vkey: formatVerifierKey(logKey),
      note: formatNote({ ...note, signatures: [line] }),
      want: "absent",
    },
  ];
  write("cosignature", {
    about:
      "tlog-cosignature 0x04 (C2SP): want is the time in seconds at which vkey cosigned, or why it did not",
    cases,
  });
}

type Present = Extract<LookupAnswer, { readonly kind: "present" }>;

function presentIn({ lookup: { answer } }: DirectoryAnswer): Present {
  if (answer.kind !== "present") throw new Error("the label is there");
  return answer;
}

async function directory(): Promise<void> {
  const { server, clock, trust, witnesses } = await honestWorld();
  const [alice, bob] = [bytes("alice"), bytes("bob")];
  const publish = async (label: Uint8Array, value: string): Promise<void> => {
    await server.service.publishEpoch([{ label, value: bytes(value) }], clock.seconds * 1000);
  };
  await publish(bob, "b1");
  for (const value of ["a1", "a2", "a3"]) await publish(alice, value);
  const ask = async (label: Uint8Array): Promise<DirectoryAnswer> =>
    decodeAnswer((await server.service.answer({ label, knownSize: 0, asOwner: false }))!)!;
  const present = await ask(alice);
  const said = presentIn(present);
  const bobs = presentIn(await ask(bob));
  const changed = (answer: Partial<Present>): DirectoryAnswer => ({
    ...present,
    lookup: { ...present.lookup, answer: { ...said, ...answer } },
  });
  const note = present.lookup.epoch.checkpoint;
  const noteWithout = (name: string): DirectoryAnswer => {
    const checkpoint = note
      .split("\n")
      .filter((line) => !line.startsWith(`— ${name}`))
      .join("\n");
    return { ...present, lookup: { ...present.lookup, epoch: { ...present.lookup.epoch, checkpoint } } };
  };
  const older = await server.env.store.epoch(2);
  const [now, later] = [clock.seconds, clock.seconds + 90_000];
  const made: readonly (readonly [
    name: string,
    answer: DirectoryAnswer,
    label: Uint8Array,
    nowSeconds: number,
  ])[] = [
    ["present", present, alice, now],
    ["first-version", await ask(bob), bob, now],
    ["unknown", await ask(bytes("nobody")), bytes("nobody"), now],
    ["unaudited", noteWithout("auditor"), alice, now],
    ["one-witness_fail", noteWithout("w1.example"), alice, now],
    ["stale_fail", present, alice, later],
    ["another-label_fail", present, bob, now],
    ["changed-value_fail", changed({ value: bytes("a4") }), alice, now],
    ["changed-opening_fail", changed({ opening: new Uint8Array(32) }), alice, now],
    ["older-version_fail", changed({ version: 2 }), alice, now],
    ["version-zero_fail", changed({ version: 0 }), alice, now],
    ["without-marker_fail", changed({ marker: [] }), alice, now],
    ["marker-for-newest_fail", changed({ newest: said.marker[0]! }), alice, now],
    ["next-is-newest_fail", changed({ next: said.newest }), alice, now],
    ["another-place_fail", changed({ newest: { ...said.newest, search: bobs.newest.search } }), alice, now],
    [
      "denied_fail",
      { ...present, lookup: { ...present.lookup, answer: { kind: "unknown", first: said.next } } },
      alice,
      now,
    ],
    [
      "older-epoch_fail",
      { ...present, lookup: { ...present.lookup, epoch: { ...present.lookup.epoch, entry: older!.entry } } },
      alice,
      now,
    ],
    [
      "without-path_fail",
      { ...present, lookup: { ...present.lookup, epoch: { ...present.lookup.epoch, path: [] } } },
      alice,
      now,
    ],
  ];
  const cases = made.map(([name, answer, label, nowSeconds]) => {
    const encoded = encodeAnswer(answer);
    const verdict = checkContact(lookupCrypto, trust, {
      label,
      answer: encoded,
      view: undefined,
      nowSeconds,
      seen: undefined,
    });
    const found =
      "found" in verdict && verdict.found !== undefined
        ? { version: verdict.found.version, value: hex(verdict.found.value) }
        : null;
    return { name, label: hex(label), nowSeconds, answer: hex(encoded), want: verdict.kind, found };
  });
  const voting = witnesses.slice(0, 2).map(({ key }) => key);
  write("directory-lookup", {
    about:
      "answers of the key directory (packages/ledger/SPEC.md) at a first look: want is what a person is shown, found what was proven",
    policy: policyText(voting, 2),
    auditor: formatVerifierKey(trust.auditors[0]!),
    vrfPublicKey: hex(vrfKey.publicKey),
    staleAfterSeconds: trust.staleAfterSeconds,
    cases,
  });
  const audits = await Promise.all([0, 1, 2, 3].map(async (epoch) => (await server.env.store.epoch(epoch))!));
  const rootOf = (entry: Uint8Array): string => hex(entry.slice(17, 49));
  const [first, second, third] = audits.map(({ entry, audit }) => ({
    root: rootOf(entry),
    audit: hex(audit),
  }));
  const empty = "00".repeat(32);
  write("directory-audit", {
    about: "one epoch each: want says whether the audit blob leads from one root to the other by adding only",
    cases: [
      { name: "first-epoch", from: empty, to: first!.root, audit: first!.audit, want: "replayed" },
      { name: "second-epoch", from: first!.root, to: second!.root, audit: second!.audit, want: "replayed" },
      {
        name: "another-beginning_fail",
        from: empty,
        to: second!.root,
        audit: second!.audit,
        want: "wrong_beginning",
      },
      {
        name: "another-end_fail",
        from: first!.root,
        to: third!.root,
        audit: second!.audit,
        want: "wrong_end",
      },
      {
        name: "another-epoch_fail",
        from: first!.root,
        to: second!.root,
        audit: third!.audit,
        want: "wrong_beginning",
      },
      {
        name: "cut_fail",
        from: first!.root,
        to: second!.root,
        audit: second!.audit.slice(0, -2),
        want: "malformed_audit",
      },
      {
        name: "trailing_fail",
        from: first!.root,
        to: second!.root,
        audit: `${second!.audit}00`,
        want: "malformed_audit",
      },
    ],
  });
}

await tlogProofs();
await cosignatures();
await directory();
