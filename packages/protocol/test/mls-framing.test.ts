import { mutated, SeededNumbers } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import {
  concatBytes,
  ConversationId,
  encode,
  fromHex,
  mlsGroupId,
  parseMlsGroupId,
  readMlsFraming,
  toHex,
  u53,
  utf8Encode,
} from "../src/index.ts";
import { publicData } from "./public-data.ts";

vi.setConfig({ testTimeout: 120_000 });

const conversationId = ConversationId.parse("00112233445566778899aabbccddeeff");
if (conversationId === undefined) throw new Error("a conversation id has 16 bytes");
const groupId = mlsGroupId(conversationId, 0x0102_0304);
const GROUP = `14${toHex(groupId)}`;
const EPOCH = "0000000000000009";

function framing(hex: string): ReturnType<typeof readMlsFraming> {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new Error(`not hexadecimal: ${hex}`);
  return readMlsFraming(bytes);
}

describe("[P23] group ids", () => {
  test("are the conversation's id and the generation", () => {
    expect(toHex(groupId)).toBe("00112233445566778899aabbccddeeff01020304");
    expect(parseMlsGroupId(groupId)).toEqual({ conversationId, generation: 0x0102_0304 });
    expect(parseMlsGroupId(mlsGroupId(conversationId, 0xffff_ffff))).toMatchObject({
      generation: 0xffff_ffff,
    });
  });

  test.each([0, 16, 19, 21])("of %i bytes are refused", (size) => {
    expect(parseMlsGroupId(new Uint8Array(size))).toBeUndefined();
    const head = concatBytes(Uint8Array.of(0, 1, 0, 2, size), new Uint8Array(size));
    expect(readMlsFraming(concatBytes(head, encode(u53, 0), Uint8Array.of(1, 0))).ok).toBe(false);
  });
});

describe("[P21] the head of an MLS message", () => {
  test("of a private one: the content type comes before the data", () => {
    expect(framing(`00010002${GROUP}${EPOCH}0103aabbcc`)).toEqual({
      ok: true,
      value: {
        wireFormat: "private_message",
        conversationId,
        generation: 0x0102_0304,
        epoch: 9,
        contentType: "application",
        sender: undefined,
        authenticatedData: Uint8Array.of(0xaa, 0xbb, 0xcc),
      },
    });
  });

  test("of a public one: the sender comes before the data, the content type behind it", () => {
    expect(framing(`00010001${GROUP}${EPOCH}010000000702aabb03`)).toEqual({
      ok: true,
      value: {
        wireFormat: "public_message",
        conversationId,
        generation: 0x0102_0304,
        epoch: 9,
        contentType: "commit",
        sender: "member",
        authenticatedData: Uint8Array.of(0xaa, 0xbb),
      },
    });
    expect(framing(`00010001${GROUP}${EPOCH}040003`)).toMatchObject({
      value: { sender: "new_member_commit", authenticatedData: new Uint8Array() },
    });
  });

  test("lengths are in their shortest form (RFC 9420 §2.1.2)", () => {
    const head = `00010002${GROUP}${EPOCH}01`;
    const data = (size: number): string => "00".repeat(size);
    expect(framing(`${head}3f${data(63)}`).ok).toBe(true);
    expect(framing(`${head}4040${data(64)}`).ok).toBe(true);
    expect(framing(`${head}7fff${data(16_383)}`).ok).toBe(true);
    expect(framing(`${head}80004000${data(16_384)}`).ok).toBe(true);
    expect(framing(`${head}403f${data(63)}`).ok).toBe(false);
    expect(framing(`${head}80003fff${data(16_383)}`).ok).toBe(false);
    expect(framing(`${head}c000000000000001${data(1)}`).ok).toBe(false);
    expect(framing(`${head}bfffffff`).ok).toBe(false);
    expect(framing(`0001000240140${toHex(groupId).slice(1)}`).ok).toBe(false);
  });

  const refused = {
    nothing: "",
    "another protocol version": `00020002${GROUP}${EPOCH}0100`,
    "a welcome": `00010003${GROUP}${EPOCH}0100`,
    "an unknown content type": `00010002${GROUP}${EPOCH}0400`,
    "no content type": `00010002${GROUP}${EPOCH}0000`,
    "an epoch beyond 2^53": `00010002${GROUP}00200000000000000100`,
    "data that is cut": `00010002${GROUP}${EPOCH}0103aabb`,
  };
  test.each(Object.entries(refused))("%s is refused", (_name, hex) => {
    expect(framing(hex)).toMatchObject({ ok: false, error: { kind: "bad_framing" } });
  });

  test("what comes behind the data isn't looked at", () => {
    const head = `00010002${GROUP}${EPOCH}0101aa`;
    expect(framing(`${head}ffffffff`)).toEqual(framing(head));
  });

  test("[P8] the data shares no memory with the message", () => {
    const bytes = Buffer.from(`00010002${GROUP}${EPOCH}0101aa`, "hex");
    const read = readMlsFraming(bytes);
    bytes.fill(0);
    expect(read).toMatchObject({ value: { authenticatedData: Uint8Array.of(0xaa) } });
  });

  test("[P1] every cut and much damage is refused without a throw", () => {
    const whole = fromHex(`00010001${GROUP}${EPOCH}010000000702aabb03`) ?? new Uint8Array();
    for (let size = 0; size < whole.length; size++) {
      expect(readMlsFraming(whole.subarray(0, size)).ok).toBe(false);
    }
    const numbers = new SeededNumbers(3);
    for (let round = 0; round < 5000; round++) readMlsFraming(mutated(numbers, whole));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void readMlsFraming(bytes)));
  });
});

describe("[P22] public messages", () => {
  const data = `${GROUP}${EPOCH}`;
  test("application data in clear is refused", () => {
    expect(framing(`00010001${data}01000000070001`).ok).toBe(false);
    expect(framing(`00010001${data}01000000070002`).ok).toBe(true);
  });

  test("from outside comes a new member's commit and nothing else", () => {
    expect(framing(`00010001${data}040003`).ok).toBe(true);
    expect(framing(`00010001${data}040002`).ok).toBe(false);
    expect(framing(`00010001${data}02000000000002`).ok).toBe(false);
    expect(framing(`00010001${data}030002`).ok).toBe(false);
    expect(framing(`00010001${data}000003`).ok).toBe(false);
  });
});

type MlsMessages = readonly Readonly<Record<string, string>>[];

/** A published message moved into a group of ours: only the group id, in its sixth byte and on, changes. */
function moved(hex: string): Uint8Array {
  const bytes = fromHex(hex) ?? new Uint8Array();
  const size = bytes[4] ?? 0;
  return concatBytes(bytes.subarray(0, 4), Uint8Array.of(20), groupId, bytes.subarray(5 + size));
}

test("[P21] the published messages of the MLS working group", ({ skip }) => {
  const published = publicData("mls/messages.json") as MlsMessages | undefined;
  if (published === undefined) return skip("no vectors");
  const head = { conversationId, authenticatedData: utf8Encode("aad") };
  const expected = {
    private_message: { ok: true, value: { ...head, wireFormat: "private_message", sender: undefined } },
    public_message_commit: { ok: true, value: { ...head, sender: "member", contentType: "commit" } },
    public_message_proposal: { ok: true, value: { ...head, sender: "member", contentType: "proposal" } },
    public_message_application: { ok: false },
    mls_welcome: { ok: false },
    mls_group_info: { ok: false },
    mls_key_package: { ok: false },
  };
  for (const messages of published) {
    for (const [kind, outcome] of Object.entries(expected)) {
      const hex = messages[kind] ?? "";
      expect(readMlsFraming(fromHex(hex) ?? new Uint8Array()).ok).toBe(false);
      expect(readMlsFraming(moved(hex))).toMatchObject(outcome);
    }
  }
  expect(published.length).toBe(300);
});
