import { readFileSync } from "node:fs";
import { vrf } from "@bridle/server/ledger";
import { describe, expect, test, vi } from "vitest";
import {
  checkContact,
  type DirectoryTrust,
  judgeTlogProof,
  parseNote,
  parsePolicy,
  parseVerifierKey,
  type Policy,
  replayEpoch,
  type VerifierKey,
  verifySignatures,
} from "../src/index.ts";
import { lookupCrypto } from "./directory-rig.ts";
import { judgeAnswer } from "./independent/directory.ts";
import { judgeProof, openCheckpoint, readKey, readRules } from "./independent/tlog.ts";
import { crypto, sha256 } from "./node-crypto.ts";

// Slow on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

// Our own golden vectors, held by both verifiers. A case whose name ends in `_fail` is one that must not pass.

interface Vectors<Case> {
  readonly cases: readonly Case[];
}

function load<T>(name: string): T {
  const parsed: T = JSON.parse(
    readFileSync(new URL(`../../../vectors/ledger/${name}.json`, import.meta.url), "utf8"),
  );
  return parsed;
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

function policyFrom(text: string): Policy {
  const policy = parsePolicy(sha256, text);
  if (!policy.ok) throw new Error(policy.error.reason);
  return policy.value;
}

function keyFrom(text: string): VerifierKey {
  const key = parseVerifierKey(sha256, text);
  if (key === undefined) throw new Error("not a key");
  return key;
}

describe("vectors/ledger/tlog-proof.json", () => {
  interface ProofCase {
    readonly name: string;
    readonly policy: string;
    readonly proof: string;
    readonly entry: string | null;
    readonly want: string;
  }
  const { cases } = load<Vectors<ProofCase>>("tlog-proof");

  test.each(cases)("[L12] [L13] $name", ({ name, policy, proof, entry, want }) => {
    const own = entry === null ? undefined : hex(entry);
    expect(judgeTlogProof(crypto, policyFrom(policy), { proof, entry: own }).kind).toBe(want);
    expect(judgeProof(proof, readRules(policy), own === undefined ? undefined : Buffer.from(own))).toBe(want);
    expect(name.endsWith("_fail")).toBe(want !== "proven");
  });

  test("[L13] both verifiers say the same of every one-byte change", () => {
    const { policy, proof, entry } = cases.find(({ name }) => name === "two-of-three")!;
    const [first, second, own] = [policyFrom(policy), readRules(policy), hex(entry!)];
    const whole = Buffer.from(proof);
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 1;
      const text = changed.toString();
      const one = judgeTlogProof(crypto, first, { proof: text, entry: own }).kind;
      expect([at, one]).not.toEqual([at, "proven"]);
      expect([at, judgeProof(text, second, Buffer.from(own))]).toEqual([at, one]);
    }
  });
});

describe("vectors/ledger/cosignature.json", () => {
  interface CosignatureCase {
    readonly name: string;
    readonly vkey: string;
    readonly note: string;
    readonly want: number | string;
  }
  test.each(load<Vectors<CosignatureCase>>("cosignature").cases)(
    "[L9] $name",
    ({ name, vkey, note, want }) => {
      const { verified, forged } = verifySignatures(crypto, parseNote(note)!, [keyFrom(vkey)]);
      expect(forged === undefined ? (verified[0]?.seconds ?? "absent") : "forged").toBe(want);
      const key = readKey(vkey);
      const anyLog = { logs: [], cosigners: [key], enough: () => true };
      // Without a log to trust the second verifier opens nothing, but a false signature it calls false.
      expect(openCheckpoint(note, anyLog) === "contradicted").toBe(want === "forged");
      expect(name.endsWith("_fail")).toBe(typeof want === "string");
    },
  );
});

describe("vectors/ledger/directory-lookup.json", () => {
  interface LookupCase {
    readonly name: string;
    readonly label: string;
    readonly nowSeconds: number;
    readonly answer: string;
    readonly want: string;
    readonly found: { readonly version: number; readonly value: string } | null;
  }
  interface LookupVectors extends Vectors<LookupCase> {
    readonly policy: string;
    readonly auditor: string;
    readonly vrfPublicKey: string;
    readonly staleAfterSeconds: number;
  }
  const vectors = load<LookupVectors>("directory-lookup");
  const auditor = keyFrom(vectors.auditor);
  const trust: DirectoryTrust = {
    policy: policyFrom(vectors.policy),
    auditors: [auditor],
    auditQuorum: { kind: "witness", key: auditor },
    vrfPublicKey: hex(vectors.vrfPublicKey),
    staleAfterSeconds: vectors.staleAfterSeconds,
  };
  const rules = readRules(vectors.policy);
  const secondly = (it: LookupCase, answer: Uint8Array): string =>
    judgeAnswer(Buffer.from(answer), {
      rules,
      auditor: readKey(vectors.auditor),
      vrfKey: Buffer.from(vectors.vrfPublicKey, "hex"),
      label: Buffer.from(it.label, "hex"),
      nowSeconds: it.nowSeconds,
      staleAfterSeconds: vectors.staleAfterSeconds,
    });

  test.each(vectors.cases)("[L45] $name", (it) => {
    const check = {
      label: hex(it.label),
      answer: hex(it.answer),
      view: undefined,
      nowSeconds: it.nowSeconds,
      seen: undefined,
    };
    const verdict = checkContact(lookupCrypto, trust, check);
    expect(verdict.kind).toBe(it.want);
    const found = "found" in verdict && verdict.found !== undefined ? verdict.found : null;
    expect(found).toEqual(
      it.found === null ? null : { version: it.found.version, value: hex(it.found.value) },
    );
    expect(secondly(it, check.answer)).toBe(it.want);
    expect(it.name.endsWith("_fail")).toBe(it.want !== "verified" && it.want !== "unaudited");
  });

  test("[L45] every byte of an answer counts: each one-byte change flips the verdict", () => {
    const crypto = { ...lookupCrypto, vrf: remembering() };
    const it = vectors.cases.find(({ name }) => name === "present")!;
    const answer = hex(it.answer);
    const kindOf = (changed: Uint8Array): string =>
      checkContact(crypto, trust, {
        label: hex(it.label),
        answer: changed,
        view: undefined,
        nowSeconds: it.nowSeconds,
        seen: undefined,
      }).kind;
    expect(kindOf(answer)).toBe("verified");
    for (let at = 0; at < answer.length; at++) {
      const changed = answer.slice();
      changed[at]! ^= 1;
      // The auditor's line is the one part without which an answer is still good for something.
      expect([at, kindOf(changed)]).not.toEqual([at, "verified"]);
    }
  });

  test("[L45] both verifiers say the same of changed answers", () => {
    for (const name of ["present", "unknown"]) {
      const it = vectors.cases.find((one) => one.name === name)!;
      const answer = hex(it.answer);
      for (let at = 0; at < answer.length; at += 31) {
        const changed = answer.slice();
        changed[at]! ^= 1 << (at % 8);
        const check = {
          label: hex(it.label),
          answer: changed,
          view: undefined,
          nowSeconds: it.nowSeconds,
          seen: undefined,
        };
        expect([at, secondly(it, changed)]).toEqual([at, checkContact(lookupCrypto, trust, check).kind]);
      }
    }
  });
});

describe("vectors/ledger/directory-audit.json", () => {
  interface AuditCase {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly audit: string;
    readonly want: string;
  }
  test.each(load<Vectors<AuditCase>>("directory-audit").cases)(
    "[L44] $name",
    ({ name, from, to, audit, want }) => {
      const replayed = replayEpoch(sha256, { from: hex(from), to: hex(to) }, hex(audit));
      expect(replayed.ok ? "replayed" : replayed.error.kind).toBe(want);
      expect(name.endsWith("_fail")).toBe(want !== "replayed");
    },
  );
});

/** The same curve, which remembers its products: most changes leave the VRF proofs as they were. */
function remembering(): typeof vrf {
  const { curve, sha512 } = vrf;
  type P = typeof curve.base;
  const decoded = new Map<string, P | undefined>();
  const products = new WeakMap<P, Map<bigint, P>>();
  return {
    sha512,
    curve: {
      ...curve,
      decode(bytes) {
        const key = Buffer.from(bytes).toString("hex");
        if (!decoded.has(key)) decoded.set(key, curve.decode(bytes));
        return decoded.get(key);
      },
      multiply(point, scalar) {
        const known = products.get(point) ?? new Map<bigint, P>();
        products.set(point, known);
        const product = known.get(scalar) ?? curve.multiply(point, scalar);
        known.set(scalar, product);
        return product;
      },
      clearCofactor: (point) => {
        const known = products.get(point) ?? new Map<bigint, P>();
        products.set(point, known);
        const product = known.get(8n) ?? curve.clearCofactor(point);
        known.set(8n, product);
        return product;
      },
    },
  };
}
