import { largestOf } from "@bridle/testkit";
import { describe, expect, test } from "vitest";
import {
  callName,
  calls,
  callTable,
  clientFrame,
  decode,
  decodeRefusal,
  encode,
  encodeRefusal,
  limits,
  outcomeIndex,
  serverFrame,
  statuses,
} from "../src/index.ts";

const table = Object.entries(callTable);

describe("[P34] calls and outcomes keep their numbers", () => {
  test("tags", () => {
    const tags = table.toSorted(([, a], [, b]) => a.tag - b.tag).map(([name, { tag }]) => `${tag} ${name}`);
    expect(tags).toMatchInlineSnapshot(`
      [
        "1 server.info",
        "2 account.register",
        "3 account.find",
        "4 account.delete",
        "5 session.challenge",
        "6 session.open",
        "7 session.resume",
        "8 session.revoke",
        "9 chain.get",
        "10 chain.append",
        "11 blob.put",
        "12 blob.get",
        "13 handle.find",
        "14 handle.set",
        "15 invite.put",
        "16 invite.delete",
        "17 invite.claim",
        "18 grant.put",
        "19 grant.delete",
        "20 block.put",
        "21 block.delete",
        "22 keyPackage.publish",
        "23 keyPackage.count",
        "24 keyPackage.fetch",
        "25 introduction.send",
        "26 conversation.create",
        "27 conversation.send",
        "28 conversation.commit",
        "29 conversation.rejoin",
        "30 conversation.groupInfo",
        "31 conversation.attach",
        "32 ephemeral.send",
      ]
    `);
  });

  test("outcomes", () => {
    const outcomes = table.flatMap(([name, call]) =>
      call.outcomes.map((outcome: string, index) => `${name} ${index} ${outcome}`),
    );
    expect(outcomes.toSorted()).toMatchInlineSnapshot(`
      [
        "account.find 0 bad_proof",
        "account.find 1 unknown_account",
        "account.register 0 bad_chain",
        "account.register 1 introduction_key_mismatch",
        "account.register 2 handle_taken",
        "account.register 3 handle_reserved",
        "account.register 4 registration_code_required",
        "account.register 5 registration_code_invalid",
        "account.register 6 handle_rate_limited",
        "blob.put 0 blob_conflict",
        "block.put 0 too_many_blocks",
        "chain.append 0 unknown_account",
        "chain.append 1 chain_conflict",
        "chain.append 2 bad_chain",
        "chain.get 0 unknown_account",
        "conversation.attach 0 not_a_member",
        "conversation.commit 0 not_a_member",
        "conversation.commit 1 epoch_conflict",
        "conversation.commit 2 bad_message",
        "conversation.commit 3 storage_full",
        "conversation.create 0 no_grant",
        "conversation.create 1 unknown_device",
        "conversation.create 2 conversation_exists",
        "conversation.groupInfo 0 not_a_member",
        "conversation.rejoin 0 not_a_member",
        "conversation.rejoin 1 epoch_conflict",
        "conversation.rejoin 2 bad_message",
        "conversation.rejoin 3 storage_full",
        "conversation.send 0 not_a_member",
        "conversation.send 1 stale_epoch",
        "conversation.send 2 future_epoch",
        "conversation.send 3 bad_message",
        "conversation.send 4 storage_full",
        "grant.put 0 too_many_grants",
        "handle.set 0 handle_taken",
        "handle.set 1 handle_reserved",
        "invite.claim 0 invite_not_usable",
        "invite.put 0 too_many_invites",
        "invite.put 1 invite_exists",
        "keyPackage.fetch 0 no_grant",
        "keyPackage.fetch 1 no_key_packages",
        "keyPackage.publish 0 too_many_key_packages",
        "session.open 0 bad_proof",
        "session.open 1 unknown_device",
        "session.open 2 not_yet_active",
        "session.open 3 account_suspended",
        "session.open 4 build_refused",
        "session.resume 0 token_expired",
      ]
    `);
  });

  test("a tag names its call, an unknown one none", () => {
    for (const [name, { tag }] of table) expect(callName(tag)).toBe(name);
    for (const tag of [0, table.length + 1, 255, 0.5, Number.NaN]) expect(callName(tag)).toBeUndefined();
    expect(new Set(table.map(([, { tag }]) => tag)).size).toBe(table.length);
  });

  test("no outcome is there twice or looks like a status", () => {
    const common = new Set<string>(statuses);
    for (const [, { outcomes }] of table) {
      expect(new Set(outcomes).size).toBe(outcomes.length);
      expect(outcomes.filter((outcome) => common.has(outcome))).toEqual([]);
      expect(outcomes.length).toBeLessThanOrEqual(256);
    }
    expect(decode(outcomeIndex, encode(outcomeIndex, 3))).toEqual({ ok: true, value: 3 });
  });
});

describe("[P35] refusals", () => {
  test.each(statuses)("%s comes back as it was sent", (kind) => {
    const refused = { kind, detail: "where", retryAfterMs: 1500 };
    expect(decodeRefusal(encodeRefusal(refused))).toEqual(refused);
  });

  test("one that can't be read counts as internal", () => {
    for (const raw of [[], [99], [0, 0, 0]]) {
      expect(decodeRefusal(Uint8Array.from(raw))).toMatchObject({ kind: "internal", retryAfterMs: 0 });
    }
  });

  test("the statuses keep their places", () => {
    expect(statuses).toEqual([
      "malformed",
      "unauthenticated",
      "rate_limited",
      "overloaded",
      "unsupported",
      "internal",
    ]);
  });
});

describe("[P36] limits of calls", () => {
  test.each(table)("%s is limited by what is known of its caller", (_name, { auth, rate }) => {
    expect(auth === "open" ? ["address"] : ["device", "account"]).toContain(rate.key);
    expect(rate.burst).toBeGreaterThan(0);
    expect(rate.perMinute).toBeGreaterThan(0);
  });

  test("what lets one guess is slow", () => {
    expect(calls["handle.find"].rate.perMinute).toBeLessThanOrEqual(6);
    expect(calls["introduction.send"].rate.perMinute).toBeLessThanOrEqual(1);
    expect(calls["invite.claim"].rate.perMinute).toBeLessThanOrEqual(30);
  });
});

describe("[P10] frames hold what they carry", () => {
  test("no frame is larger than a socket accepts", () => {
    expect(clientFrame.maxBytes).toBe(limits.frameMax);
    expect(serverFrame.maxBytes).toBe(limits.frameMax);
    expect(encode(clientFrame, largestOf(clientFrame)).length).toBe(limits.frameMax);
    expect(encode(serverFrame, largestOf(serverFrame)).length).toBe(limits.frameMax);
  });

  test.each(table)("%s fits, both ways", (_name, { request, reply }) => {
    const head = 10;
    expect(head + request.maxBytes).toBeLessThanOrEqual(limits.frameMax);
    expect(head + reply.maxBytes).toBeLessThanOrEqual(limits.frameMax);
  });
});
