import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatCheckpoint,
  formatNote,
  formatTlogProof,
  formatVerifierKey,
  judgeCheckpoint,
  judgeTlogProof,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  parseTlogProof,
  parseVerifierKey,
  type Policy,
  proveEntry,
  storedTiles,
  cosign,
  quorumMet,
  quorumSeconds,
  signAsLog,
  verifySignatures,
} from "../src/index.ts";
import { cosignedMessage } from "../src/note/cosignature.ts";
import { keyOf, logKey, policyOf, publishedLog } from "./log-rig.ts";
import { bytes, crypto, sha256, testSigner } from "./node-crypto.ts";
import { havePublicVectors, publicJson } from "./public-vectors.ts";

interface Example {
  readonly id: string;
  readonly text: string;
  readonly noteText?: string;
  readonly verifierKey?: { readonly vkey: string };
  readonly signatures?: readonly {
    readonly name: string;
    readonly keyIdHex: string;
    readonly bytesAfterKeyId: number;
  }[];
  readonly checkpoint?: { readonly origin: string; readonly treeSize: string; readonly rootHashHex: string };
  readonly cosignature?: { readonly timestamp: string; readonly signedMessage: string };
}

describe.skipIf(!havePublicVectors)("C2SP's examples", () => {
  const examples = havePublicVectors
    ? publicJson<{ examples: readonly Example[] }>("c2sp/examples.json").examples
    : [];
  const notes = examples.filter(({ id }) => id !== "tlog-proof-example");

  test.each(notes)("[L6] $id is read as printed", ({ text, noteText, signatures }) => {
    const note = parseNote(text);
    if (note === undefined) throw new Error("not a note");
    expect(note.text).toBe(noteText);
    expect(formatNote(note)).toBe(text);
    expect(
      note.signatures.map(({ name, keyId, signature }) => ({
        name,
        keyIdHex: Buffer.from(keyId).toString("hex"),
        bytesAfterKeyId: signature.length,
      })),
    ).toEqual(
      signatures?.map(({ name, keyIdHex, bytesAfterKeyId }) => ({ name, keyIdHex, bytesAfterKeyId })),
    );
  });

  test.each(notes.filter(({ checkpoint }) => checkpoint !== undefined))(
    "[L7] $id is a checkpoint",
    (example) => {
      const read = parseCheckpoint(parseNote(example.text)?.text ?? "");
      expect(read?.origin).toBe(example.checkpoint?.origin);
      expect(read?.size).toBe(Number(example.checkpoint?.treeSize));
      expect(Buffer.from(read?.root ?? []).toString("hex")).toBe(example.checkpoint?.rootHashHex);
    },
  );

  test("[L9] a cosigner signs the message that is printed", () => {
    const example = examples.find(({ cosignature }) => cosignature !== undefined);
    const message = cosignedMessage(Number(example?.cosignature?.timestamp), example?.noteText ?? "");
    expect(Buffer.from(message).toString()).toBe(example?.cosignature?.signedMessage);
  });

  test("[L8] [L9] the one example with a key verifies", () => {
    const example = examples.find(({ id }) => id === "signed-note-example");
    const key = parseVerifierKey(sha256, example?.verifierKey?.vkey ?? "");
    const note = parseNote(example?.text ?? "");
    if (key === undefined || note === undefined) throw new Error("unreadable");
    expect(formatVerifierKey(key)).toBe(example?.verifierKey?.vkey);
    expect(verifySignatures(crypto, note, [key]).verified.length).toBe(1);
  });

  test("[L12] the shortened proof is refused", () => {
    const example = examples.find(({ id }) => id === "tlog-proof-example");
    expect(parseTlogProof(example?.text ?? "")).toBeUndefined();
  });
});

interface WycheproofGroup {
  readonly publicKey: { readonly pk: string };
  readonly tests: readonly {
    readonly tcId: number;
    readonly msg: string;
    readonly sig: string;
    readonly result: string;
  }[];
}

test.skipIf(!havePublicVectors)(
  "[L9] Wycheproof's Ed25519 cases, with Node's verifier behind the function",
  () => {
    const { testGroups } = publicJson<{ testGroups: readonly WycheproofGroup[] }>(
      "wycheproof/ed25519_test.json",
    );
    const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));
    for (const { publicKey, tests } of testGroups) {
      for (const { tcId, msg, sig, result } of tests) {
        const verdict = crypto.verifyEd25519(hex(publicKey.pk), hex(msg), hex(sig));
        expect({ tcId, verdict }).toEqual({ tcId, verdict: result === "valid" });
      }
    }
  },
);

describe("a signed note", () => {
  const line =
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

  test("[L6] is split at its last empty line", () => {
    expect(parseNote(`a\n\nb\n\n${line}`)?.text).toBe("a\n\nb\n");
    expect(parseNote(`a\n\n${line}`.repeat(2))?.text).toBe(`a\n\n${line}a\n`);
  });

  test.each([
    ["no signature", "a\n\n"],
    ["no empty line", `a\n${line}`],
    ["no last newline", `a\n\n${line}`.slice(0, -1)],
    ["a control character", `a\t\n\n${line}`],
    ["a carriage return", `a\r\n\n${line}`],
    ["a hyphen for a dash", `a\n\n${line.replace("—", "-")}`],
    ["a name with a plus", `a\n\n${line.replace("foo", "f+o")}`],
    ["unpadded base64", `a\n\n${line.replace("=", "")}`],
    ["base64 with bits behind the end", `a\n\n${line.replace("QM=", "QN=")}`],
    ["two spaces", `a\n\n${line.replace(" Uw", "  Uw")}`],
    ["only a key id", "a\n\n— n AAAAAA==\n"],
    ["a lone surrogate", `\ud800\n\n${line}`],
    ["an empty name", `a\n\n${line.replace("example.com/foo", "")}`],
  ])("[L6] with %s is refused", (_, text) => {
    expect(parseNote(text)).toBeUndefined();
  });

  test("[L6] may have 64 signatures, no more", () => {
    expect(parseNote(`a\n\n${line.repeat(64)}`)?.signatures.length).toBe(64);
    expect(parseNote(`a\n\n${line.repeat(65)}`)).toBeUndefined();
  });

  test("[L6] [L12] any text is read or refused, never thrown at", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "\n", "— ", "=", "AAAA", "old 1", " "), maxLength: 40 }),
        (text) => {
          const note = parseNote(text);
          expect(note === undefined || formatNote(note) === text).toBe(true);
          const whole = `c2sp.org/tlog-proof@v1
index 0
${text}`;
          const proof = parseTlogProof(whole);
          expect(proof === undefined || formatTlogProof(proof) === whole).toBe(true);
        },
      ),
    );
  });
});

describe("a checkpoint", () => {
  const root = sha256(bytes("root"));
  const good = formatCheckpoint({ origin: "o", size: 7, root, extensions: ["x"] });

  test("[L7] is three lines and what the log added", () => {
    expect(parseCheckpoint(good)).toEqual({ origin: "o", size: 7, root, extensions: ["x"] });
  });

  test.each([
    ["no origin", good.slice(1)],
    ["leading zero", good.replace("7", "07")],
    ["sign", good.replace("7", "+7")],
    ["size beyond 2^53", good.replace("7", "9007199254740993")],
    ["short root", good.replace("=", "")],
    ["root of 31 bytes", `o\n7\n${Buffer.alloc(31).toString("base64")}\n`],
    ["empty extension", `${good}\n`],
    ["no newline", good.slice(0, -1)],
  ])("[L7] with %s is refused", (_, text) => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });
});

describe("a verifier key", () => {
  const text = formatVerifierKey(logKey);

  test("[L8] is read back, of both kinds", () => {
    expect(parseVerifierKey(sha256, text)).toEqual(logKey);
    const witness = keyOf("w.example", "cosignature");
    expect(parseVerifierKey(sha256, formatVerifierKey(witness))).toEqual(witness);
  });

  test("[L8] whose id doesn't fit is refused", () => {
    expect(parseVerifierKey(sha256, text.replace("log.example", "lag.example"))).toBeUndefined();
    expect(parseVerifierKey(sha256, "")).toBeUndefined();
    expect(parseVerifierKey(sha256, text.slice(0, -2))).toBeUndefined();
  });
});

describe("a policy", () => {
  const keys = ["w0", "w1", "w2"].map((name) => keyOf(`${name}.example`, "cosignature"));
  const vkeys = keys.map(formatVerifierKey);
  const refusal = (text: string): unknown => {
    const policy = parsePolicy(sha256, text);
    return policy.ok ? "accepted" : `${policy.error.line} ${policy.error.reason}`;
  };

  test("[L11] of nested groups decides as its example says", () => {
    const names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"];
    const six = names.map((name) => keyOf(name, "cosignature"));
    const text = [
      `# two organisations`,
      ` \tlog ${formatVerifierKey(logKey)} https://log.example/`,
      "",
      ...names.map((name, at) => `witness ${name} ${formatVerifierKey(six[at]!)}`),
      "group X-witnesses 2 X1 X2 X3",
      "group Y-witnesses any Y1 Y2 Y3",
      "group X-and-Y all X-witnesses Y-witnesses",
      "quorum X-and-Y",
      "",
    ].join("\n");
    const policy = parsePolicy(sha256, text);
    if (!policy.ok) throw new Error(policy.error.reason);
    const met = (...at: number[]): boolean =>
      quorumMet(
        policy.value.quorum,
        at.map((index) => six[index]!),
      );
    expect([met(0, 1, 3), met(1, 2, 5), met(0, 1), met(0, 3), met(3, 4, 5), met(0, 0, 3), met()]).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
    expect(policy.value.logs[0]?.url).toBe("https://log.example/");
  });

  test.each([
    ["", "1 no_quorum"],
    ["quorum none", "accepted"],
    ["quorum none\nquorum none", "2 second_quorum"],
    ["quorum nobody", "1 unknown_name"],
    ["log nonsense\nquorum none", "1 bad_key"],
    [`log ${vkeys[0]}\nquorum none`, "1 bad_key"],
    [`witness a ${formatVerifierKey(logKey)}\nquorum a`, "1 bad_key"],
    [`witness a ${vkeys[0]}\nwitness b ${vkeys[0]}\nquorum a`, "2 duplicate_key"],
    [`witness a ${vkeys[0]}\nwitness a ${vkeys[1]}\nquorum a`, "2 duplicate_name"],
    [`witness none ${vkeys[0]}\nquorum none`, "1 duplicate_name"],
    [`witness a ${vkeys[0]}\ngroup g 2 a\nquorum g`, "2 bad_threshold"],
    [`witness a ${vkeys[0]}\ngroup g 0 a\nquorum g`, "2 bad_threshold"],
    [`witness a ${vkeys[0]}\ngroup g 01 a\nquorum g`, "2 bad_threshold"],
    [`witness a ${vkeys[0]}\ngroup g any a\ngroup h any a\nquorum h`, "3 already_a_member"],
    [`witness a ${vkeys[0]}\ngroup g any a a\nquorum g`, "2 already_a_member"],
    [`group g any none\nquorum g`, "1 unknown_name"],
    ["group g any\nquorum none", "1 wrong_number_of_items"],
    ["quorum none none", "1 wrong_number_of_items"],
    ["quorum none\r\n", "1 characters"],
    ["Quorum none", "1 unknown_keyword"],
    ["# ü\nquorum none", "accepted"],
  ])("[L11] %j: %s", (text, outcome) => {
    expect(refusal(text)).toBe(outcome);
  });
});

describe("a proof", async () => {
  const entries = Array.from({ length: 300 }, (_, at) => bytes(`entry ${at}`));
  const { store, checkpoint, ports } = await publishedLog(entries);
  const made = await proveEntry(crypto, storedTiles(store), { index: 255, checkpoint, extra: entries[255] });
  if (!made.ok) throw new Error(made.error.kind);
  const proof = made.value;
  const policy = policyOf(
    ports.witnesses.map(({ key }) => key),
    2,
  );
  const judged = (text: string, by: Policy = policy, entry?: Uint8Array) =>
    judgeTlogProof(crypto, by, { proof: text, entry });

  test("[L13] is proven under a policy whose log and quorum signed", () => {
    expect(judged(proof)).toMatchObject({ kind: "proven", index: 255 });
    expect(judged(proof, policy, entries[255])).toMatchObject({ kind: "proven" });
  });

  test("[L13] is contradicted for another entry", () => {
    expect(judged(proof, policy, bytes("entry 254"))).toEqual({
      kind: "contradicted",
      reason: "not_in_tree",
    });
  });

  test("[L13] is not proven where it falls short", () => {
    const without = proof.replace(/^extra .*\n/m, "");
    expect(judged(without)).toEqual({ kind: "not_proven", reason: "no_entry" });
    const oneWitness = proof
      .split("\n")
      .filter((line) => !/w[23]\.example/.test(line))
      .join("\n");
    expect(judged(oneWitness)).toEqual({ kind: "not_proven", reason: "no_quorum" });
    const strangers = policyOf([keyOf("w9.example", "cosignature")], 1);
    expect(judged(proof, strangers)).toEqual({ kind: "not_proven", reason: "no_quorum" });
    const otherLog = policyOf([], 0, keyOf("other.example", "ed25519"));
    expect(judged(proof, otherLog)).toEqual({ kind: "not_proven", reason: "unknown_log" });
    expect(judged("")).toEqual({ kind: "not_proven", reason: "malformed" });
  });

  test("[L10] a log's signature counts only for its own origin", async () => {
    const other = keyOf("other.example/ledger", "ed25519");
    const { text, signatures } = parseNote(checkpoint)!;
    const byOther = await signAsLog({ key: other, signer: testSigner(other.name) }, text);
    const note = formatNote({ text, signatures: [byOther, ...signatures.slice(1)] });
    const both: Policy = { ...policy, logs: [...policy.logs, { key: other, url: undefined }] };
    expect(judgeCheckpoint(crypto, both, note)).toEqual({ ok: false, error: { kind: "unknown_log" } });
    const withOwn = formatNote({ text, signatures: [byOther, ...signatures] });
    expect(judgeCheckpoint(crypto, both, withOwn)).toMatchObject({ value: { log: logKey } });
  });

  test("[L10] dates a checkpoint by the quorum, not by its latest cosigner", async () => {
    const times = [100, 300, 200];
    const note = parseNote(checkpoint)!;
    const lines = await Promise.all(
      ports.witnesses.map(({ key }, at) =>
        cosign({ key, signer: testSigner(key.name) }, note.text, times[at]!),
      ),
    );
    const trusted = judgeCheckpoint(
      crypto,
      policy,
      formatNote({ text: note.text, signatures: [note.signatures[0]!, ...lines] }),
    );
    if (!trusted.ok) throw new Error(trusted.error.kind);
    expect(quorumSeconds(policy, trusted.value)).toBe(200);
  });

  test("[L13] one changed byte anywhere is never proven when all must have signed", () => {
    const strict = policyOf(
      ports.witnesses.map(({ key }) => key),
      3,
    );
    expect(judged(proof, strict).kind).toBe("proven");
    const whole = Buffer.from(proof);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      expect([at, judged(changed.toString(), strict).kind]).not.toEqual([at, "proven"]);
    }
  });
});
