import { mutated, SeededNumbers } from "@bridle/testkit";
import { describe, expect, test } from "vitest";
import { browserSlotCrypto } from "../../src/adapters/browser/browser-crypto.ts";
import { nodeCrypto, nodeSlotCrypto } from "../../src/adapters/node/node-crypto.ts";
import { openSlots, type SlotSecret, withoutSlot, withSlot } from "../../src/key-slots/key-slots.ts";
import { decodeSlots, encodeSlots, type SlotRecord } from "../../src/key-slots/slot-record.ts";

const databaseKey = new Uint8Array(32).map((_, index) => index);
/** Cheap, so that a thousand tries don't take a day; what it costs for real is in the record itself. */
const cost = { memoryKib: 64, passes: 1, lanes: 2 };
const passphrase: SlotSecret = { kind: "passphrase", passphrase: "gentle horses" };

describe("[A9] key slots", () => {
  test("each opens with its own secret and with no other", async () => {
    const [device, otherDevice] = [await deviceSecret(1), await deviceSecret(2)];
    const record = await both(device);
    for (const secret of [device, passphrase]) {
      expect(await openSlots(nodeSlotCrypto, record, secret)).toEqual({ ok: true, value: databaseKey });
    }
    expect(await openSlots(nodeSlotCrypto, record, otherDevice)).toEqual({
      ok: false,
      error: "wrong_secret",
    });
    const wild: SlotSecret = { kind: "passphrase", passphrase: "wild horses" };
    expect(await openSlots(nodeSlotCrypto, record, wild)).toEqual({ ok: false, error: "wrong_secret" });
    const without = withoutSlot(record, "device");
    expect(await openSlots(nodeSlotCrypto, without, device)).toEqual({ ok: false, error: "no_slot" });
    expect(await openSlots(nodeSlotCrypto, without, passphrase)).toMatchObject({ ok: true });
  });

  test("a new passphrase replaces the old one", async () => {
    const record = await both(await deviceSecret(1));
    const changed: SlotSecret = { kind: "passphrase", passphrase: "new horses" };
    const after = await withSlot(nodeSlotCrypto, record, { databaseKey, secret: changed, cost });
    expect(after.slots).toHaveLength(2);
    expect(await openSlots(nodeSlotCrypto, after, passphrase)).toEqual({ ok: false, error: "wrong_secret" });
    expect(await openSlots(nodeSlotCrypto, after, changed)).toMatchObject({ ok: true });
  });

  test("what Node wrote opens in a browser, and the other way round", async () => {
    const byNode = await withSlot(nodeSlotCrypto, { slots: [] }, { databaseKey, secret: passphrase, cost });
    expect(await openSlots(browserSlotCrypto, byNode, passphrase)).toEqual({ ok: true, value: databaseKey });
    const byBrowser = await withSlot(
      browserSlotCrypto,
      { slots: [] },
      { databaseKey, secret: passphrase, cost },
    );
    expect(await openSlots(nodeSlotCrypto, byBrowser, passphrase)).toEqual({ ok: true, value: databaseKey });
  });

  test("a record is read back as it was written, and only in that form", async () => {
    const record = await both(await deviceSecret(1));
    const written = encodeSlots(record);
    expect(decodeSlots(written)).toEqual({ ok: true, value: record });
    const numbers = new SeededNumbers(1);
    for (let round = 0; round < 5000; round++) {
      const bytes = mutated(numbers, written);
      const read = decodeSlots(bytes);
      if (read.ok && !Buffer.from(encodeSlots(read.value)).equals(bytes)) throw new Error(`round ${round}`);
    }
  });

  test.for([
    { memoryKib: 1024 * 1024, passes: 3, lanes: 4 },
    { memoryKib: 1024, passes: 200, lanes: 1 },
    { memoryKib: 1024, passes: 0, lanes: 1 },
    { memoryKib: 8, passes: 1, lanes: 4 },
  ])("a record whose cost is out of bounds is not even tried: %j", (excessive) => {
    const header = { kind: "passphrase", salt: new Uint8Array(16), cost } as const;
    const written = encodeSlots({ slots: [{ header, wrapped: new Uint8Array(60) }] });
    // magic, version, number of slots, tag, salt
    const at = 16 + 1 + 1 + 1 + 16;
    new DataView(written.buffer).setUint32(at, excessive.memoryKib);
    written[at + 4] = excessive.passes;
    written[at + 5] = excessive.lanes;
    expect(decodeSlots(written)).toEqual({ ok: false, error: "damaged" });
  });

  test("parameters can't be exchanged under a wrapped key", async () => {
    const record = await both(await deviceSecret(1));
    const swapped: SlotRecord = {
      slots: record.slots.map(({ header, wrapped }) =>
        header.kind === "passphrase"
          ? { header: { ...header, cost: { ...cost, passes: 2 } }, wrapped }
          : { header, wrapped },
      ),
    };
    expect(await openSlots(nodeSlotCrypto, swapped, passphrase)).toEqual({
      ok: false,
      error: "wrong_secret",
    });
  });
});

async function both(device: SlotSecret): Promise<SlotRecord> {
  const first = await withSlot(nodeSlotCrypto, { slots: [] }, { databaseKey, secret: device });
  return withSlot(nodeSlotCrypto, first, { databaseKey, secret: passphrase, cost });
}

async function deviceSecret(filling: number): Promise<SlotSecret> {
  const bytes = new Uint8Array(32).fill(filling);
  return {
    kind: "device",
    key: await nodeCrypto.subtle.importKey("raw", bytes, { name: "AES-GCM" }, false, ["encrypt", "decrypt"]),
  };
}
