import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  AccountId,
  encode,
  formatInviteLink,
  fromBase64Url,
  type InviteLink,
  inviteLinkPayload,
  parseInviteLink,
  toBase64Url,
} from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const accountId = AccountId.parse("ab".repeat(32));
if (accountId === undefined) throw new Error("an account id has 32 bytes");
const secret = new Uint8Array(32).fill(9);
const link: InviteLink = { server: "https://chat.example", kind: "contact", accountId, secret };
const TAIL = toBase64Url(encode(inviteLinkPayload, { version: 1, ...link }));

function serverOf(address: string): string | undefined {
  const read = parseInviteLink(`${address}/i#${TAIL}`);
  return read.ok ? read.value.server : read.error;
}

describe("[P31] invite links", () => {
  test("come back as they were made", () => {
    expect(formatInviteLink(link)).toBe(`https://chat.example/i#${TAIL}`);
    fc.assert(
      fc.property(
        fc.constantFrom("contact", "public"),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.constantFrom("https://a", "https://a-b.c:8443", "http://127.0.0.1:80", "https://[::1]:3000"),
        (kind, secret, server) => {
          const text = formatInviteLink({ ...link, kind, secret, server });
          const read = parseInviteLink(` ${text}\n`);
          expect(read).toMatchObject({ ok: true, value: { kind, secret, accountId } });
          expect(read.ok && formatInviteLink(read.value)).toBe(text);
        },
      ),
    );
  });

  test.each([
    ["https://chat.example", "https://chat.example"],
    ["HTTPS://Chat.Example", "https://chat.example"],
    ["https://chat.example:443", "https://chat.example"],
    ["http://chat.example:443", "http://chat.example:443"],
    ["https://chat.example:65535", "https://chat.example:65535"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["http://192.168.1.20:8080", "http://192.168.1.20:8080"],
    ["https://[2001:db8::1]", "https://[2001:db8::1]"],
    ["https://xn--bcher-kva.example", "https://xn--bcher-kva.example"],
    ["http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion", undefined],
  ])("%s is a server", (address, server) => {
    expect(serverOf(address)).toBe(server ?? address);
  });

  test("agrees with the URL parser about every server", () => {
    const pieces = [
      "a",
      "b-1",
      ".",
      "-",
      "1",
      "127.0.0.1",
      "0x7f",
      ":",
      "80",
      "443",
      "[::1]",
      "@",
      "\\",
      "%41",
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 5 }), (parts) => {
        const address = `https://${parts.join("")}`;
        const server = serverOf(address);
        expect(server === "not_an_invite" || server === new URL(`${address}/i`).origin).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    "https://user@chat.example",
    "https://user:pw@chat.example",
    "https://evil.example\\.chat.example",
    "https://evil.example\\@chat.example",
    "https://chat.example/path",
    "https://chat.example?q",
    "https://chat.example/",
    "https://chat%2eexample",
    "https://bücher.example",
    "https://сhat.example",
    "https://chat.example\u202e",
    "https://\u212aelvin.example",
    "https://chat .example",
    "https://chat..example",
    "https://.example",
    "https://chat.example.",
    "https://-chat.example",
    "https://chat_.example",
    "https://127.1",
    "https://2130706433",
    "https://0x7f.0.0.1",
    "https://127.0.0.01",
    "https://256.0.0.1",
    "https://1.2.3.4.5",
    "https://[::1",
    "https://[::1%25eth0]",
    "https://chat.example:0",
    "https://chat.example:065",
    "https://chat.example:65536",
    "https://chat.example:",
    "https://",
    "https:chat.example",
    "//chat.example",
    "chat.example",
    "wss://chat.example",
    "javascript://chat.example",
    `https://${"a".repeat(64)}.example`,
  ])("%s is no server", (address) => {
    expect(serverOf(address)).toBe("not_an_invite");
    expect(() => formatInviteLink({ ...link, server: address })).toThrow("assertion failed");
  });

  test("another path, fragment or length is no invite", () => {
    for (const text of [
      "",
      "https://chat.example/i",
      `https://chat.example/i/#${TAIL}`,
      `https://chat.example/j#${TAIL}`,
      `https://chat.example/i#${TAIL}=`,
      `https://chat.example/i#${TAIL.slice(0, -4)}`,
      `https://chat.example/i#${TAIL}AAAA`,
      `https://chat.example/i#${TAIL}#${TAIL}`,
      `https://chat.example/i#${"A".repeat(5000)}`,
      `${"https://chat.example/i#".repeat(2000)}${TAIL}`,
    ]) {
      expect(parseInviteLink(text)).toEqual({ ok: false, error: "not_an_invite" });
    }
  });

  test("a newer version is named, version 0 and an unknown kind are no invites", () => {
    const changed = (at: number, to: number): string => {
      const raw = fromBase64Url(TAIL) ?? new Uint8Array();
      raw[at] = to;
      return `https://chat.example/i#${toBase64Url(raw)}`;
    };
    expect(parseInviteLink(changed(0, 2))).toEqual({ ok: false, error: "newer_version" });
    expect(parseInviteLink("https://chat.example/i#AgE")).toEqual({ ok: false, error: "newer_version" });
    expect(parseInviteLink(changed(0, 0))).toEqual({ ok: false, error: "not_an_invite" });
    expect(parseInviteLink(changed(1, 2))).toEqual({ ok: false, error: "not_an_invite" });
  });
});
