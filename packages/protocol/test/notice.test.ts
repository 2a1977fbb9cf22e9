import { arbitraryOf } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  AccountId,
  type Codec,
  decode,
  decodeNotice,
  encode,
  limits,
  mailboxEntry,
  notice,
  noticeCode,
  noticeKeySigningInput,
  noticeLetter,
  noticeSigningInput,
  parseNoticeCode,
  type Shape,
  toHex,
} from "../src/index.ts";
import { crypto, phone, root } from "./chain-fixture.ts";

vi.setConfig({ testTimeout: 120_000 });

const notices = arbitraryOf(notice).map((said) => ({ ...said, version: 1 }));
const address = fc.record({
  serverId: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  accountId: arbitraryOf(AccountId.codec),
});
const to = { serverId: new Uint8Array(32), accountId: AccountId.fromBytes(new Uint8Array(32).fill(1)) };
const bob = to.accountId;
if (bob === undefined) throw new Error("an account id has 32 bytes");

describe("[P38] a notice", () => {
  test("has no room for words", () => {
    const kinds = (shape: Shape): readonly string[] =>
      shape.kind === "struct" ? Object.values(shape.fields).flatMap(kinds) : [shape.kind];
    expect(new Set(kinds(noticeLetter.shape))).toEqual(new Set(["uint", "bool", "closed"]));
    const bytes = Object.entries(notice.shape.kind === "struct" ? notice.shape.fields : {});
    const free = bytes.filter(([, shape]) => shape.kind === "bytes" || shape.kind === "text");
    expect(free.map(([name]) => name)).toEqual(["keyId", "nonce", "signature"]);
  });

  test("has one size, and its newer versions have room", () => {
    fc.assert(fc.property(notices, (said) => encode(notice, said).length === notice.maxBytes));
    expect(notice.maxBytes).toBeLessThan(limits.noticeMax / 2);
  });

  test("names a newer version first, and refuses everything else that isn't one", () => {
    expect(decodeNotice(Uint8Array.of(2, 255, 255))).toEqual({ ok: false, error: "newer" });
    expect(decodeNotice(Uint8Array.of(0))).toEqual({ ok: false, error: "malformed" });
    expect(decodeNotice(new Uint8Array())).toEqual({ ok: false, error: "malformed" });
    fc.assert(
      fc.property(notices, (said) => {
        const raw = encode(notice, said);
        expect(decodeNotice(raw)).toEqual({ ok: true, value: said });
        expect(decodeNotice(raw.subarray(0, -1)).ok).toBe(false);
        expect(decodeNotice(Uint8Array.from([...raw, 0])).ok).toBe(false);
      }),
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (raw) => void decodeNotice(raw)));
  });
});

describe("[P39] a notice's signature", () => {
  test("holds for this account, this server and these bytes", () => {
    fc.assert(
      fc.property(notices, address, (said, other) => {
        const mine = { serverId: new Uint8Array(32), accountId: bob };
        const signature = phone.sign(noticeSigningInput(mine, said));
        const signed = { ...said, signature };
        const holds = (at: typeof mine, claimed: typeof signed, key = phone.publicKey): boolean =>
          crypto.verifyEd25519(key, noticeSigningInput(at, claimed), claimed.signature);
        expect(holds(mine, signed)).toBe(true);
        expect(holds({ ...mine, accountId: other.accountId }, signed)).toBe(false);
        expect(holds({ ...mine, serverId: other.serverId.with(0, 1) }, signed)).toBe(false);
        expect(holds(mine, { ...signed, issuedAtMs: said.issuedAtMs === 0 ? 1 : said.issuedAtMs - 1 })).toBe(
          false,
        );
        expect(holds(mine, signed, root.publicKey)).toBe(false);
        const { letter } = said;
        const changed = { ...letter, seen: { ...letter.seen, calls: !letter.seen.calls } };
        expect(holds(mine, { ...signed, letter: changed })).toBe(false);
      }),
      { numRuns: 20 },
    );
  });
});

describe("[P40] a notice key's successor", () => {
  test("is named for one server, after one key, from one time on", () => {
    const inputs = [
      noticeKeySigningInput(to.serverId, root.publicKey, { key: phone.publicKey, sinceMs: 1 }),
      noticeKeySigningInput(to.serverId.with(0, 1), root.publicKey, { key: phone.publicKey, sinceMs: 1 }),
      noticeKeySigningInput(to.serverId, phone.publicKey, { key: phone.publicKey, sinceMs: 1 }),
      noticeKeySigningInput(to.serverId, root.publicKey, { key: root.publicKey, sinceMs: 1 }),
      noticeKeySigningInput(to.serverId, root.publicKey, { key: phone.publicKey, sinceMs: 2 }),
    ];
    expect(new Set(inputs.map(toHex)).size).toBe(inputs.length);
  });
});

describe("[P41] a notice's code", () => {
  const code = (said: Parameters<typeof noticeCode>[2], accountId = bob) =>
    noticeCode((data) => crypto.sha256(data), { serverId: to.serverId, accountId }, said);

  test("is twelve digits of all that was signed, and of nothing else", () => {
    fc.assert(
      fc.property(notices, (said) => {
        expect(code(said)).toMatch(/^\d{12}$/);
        expect(code({ ...said, signature: said.signature.with(0, 7) })).toBe(code(said));
        expect(code({ ...said, nonce: said.nonce.with(0, (said.nonce[0] ?? 0) ^ 1) })).not.toBe(code(said));
        expect(code(said, AccountId.fromBytes(new Uint8Array(32).fill(2)) ?? bob)).not.toBe(code(said));
      }),
    );
  });

  test("spreads over all its digits", () => {
    const counts = new Map<string, number>();
    const [said] = fc.sample(notices, { numRuns: 1, seed: 1 });
    if (said === undefined) throw new Error("one was asked for");
    for (let at = 0; at < 2_000; at++) {
      for (const digit of code({ ...said, issuedAtMs: at })) counts.set(digit, (counts.get(digit) ?? 0) + 1);
    }
    // 24,000 digits: each 2,400 times, give or take six standard deviations.
    expect([...counts.values()].every((count) => Math.abs(count - 2_400) < 280)).toBe(true);
    expect(counts.size).toBe(10);
  });

  test("is read as people type it", () => {
    expect(parseNoticeCode(" 1234-5678 9012 ")).toBe("123456789012");
    for (const typed of ["12345678901", "1234567890123", "12345678901x", "", "١٢٣٤٥٦٧٨٩٠١٢"]) {
      expect(parseNoticeCode(typed)).toBeUndefined();
    }
  });
});

test("[P42] what a newer server writes into a notice is read as an entry, and judged on its own", () => {
  const raw = Uint8Array.of(9, 1, 2, 3);
  const entry = { kind: "notice", notice: raw } as const;
  const codec: Codec<unknown> = mailboxEntry;
  expect(decode(codec, encode(mailboxEntry, entry))).toEqual({ ok: true, value: entry });
  expect(decodeNotice(raw)).toEqual({ ok: false, error: "newer" });
});
