import { describe, expect, test, vi } from "vitest";
import {
  AccountId,
  authenticatedData,
  type AuthenticatedData,
  AUTHENTICATED_DATA_VERSION,
  decodeAuthenticatedData,
  DeviceId,
  encode,
  encodeAuthenticatedData,
  noDeliveryChange,
} from "../src/index.ts";

vi.setConfig({ testTimeout: 120_000 });

const accountId = AccountId.parse("aa".repeat(32));
const deviceId = DeviceId.parse("dd".repeat(16));
if (accountId === undefined || deviceId === undefined) throw new Error("ids of the right length");
const delivery = { add: [{ accountId, deviceId }], remove: [] };
const commitment = new Uint8Array(32).fill(1);
const none = new Uint8Array(32);

function read(said: Omit<AuthenticatedData, "version">): ReturnType<typeof decodeAuthenticatedData> {
  return decodeAuthenticatedData(encodeAuthenticatedData(said));
}

describe("[P25] what belongs together in authenticated data", () => {
  test("a message commits to content, a handshake changes the delivery list", () => {
    const message = { outerClass: "message", commitment, delivery: noDeliveryChange } as const;
    const version = AUTHENTICATED_DATA_VERSION;
    expect(read(message)).toEqual({ ok: true, value: { version, ...message } });
    for (const outerClass of ["commit", "rejoin"] as const) {
      const handshake = { outerClass, commitment: none, delivery };
      expect(read(handshake)).toEqual({ ok: true, value: { version, ...handshake } });
    }
  });

  test("a message that changes the delivery list is refused, and a handshake with a commitment", () => {
    const refused = { ok: false, error: { kind: "malformed", reason: "not_canonical" } };
    expect(read({ outerClass: "message", commitment, delivery })).toMatchObject(refused);
    const removal = { add: [], remove: delivery.add };
    expect(read({ outerClass: "message", commitment, delivery: removal })).toMatchObject(refused);
    expect(read({ outerClass: "commit", commitment, delivery })).toMatchObject(refused);
    expect(read({ outerClass: "rejoin", commitment, delivery })).toMatchObject(refused);
  });
});

describe("[P24] the version of authenticated data", () => {
  test.each([0, 2, 255])("%i is named, whatever stands behind it", (version) => {
    const said = { version, outerClass: "message", commitment, delivery: noDeliveryChange } as const;
    expect(decodeAuthenticatedData(encode(authenticatedData, said))).toEqual({
      ok: false,
      error: { kind: "unsupported_version" },
    });
    expect(decodeAuthenticatedData(Uint8Array.of(version, 0xff))).toEqual({
      ok: false,
      error: { kind: "unsupported_version" },
    });
  });

  test("none at all is malformed", () => {
    expect(decodeAuthenticatedData(new Uint8Array())).toMatchObject({ error: { reason: "truncated" } });
    expect(decodeAuthenticatedData(Uint8Array.of(1))).toMatchObject({ error: { reason: "truncated" } });
  });
});
