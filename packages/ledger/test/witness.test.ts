import { describe, expect, test } from "vitest";
import {
  answerAddCheckpoint,
  witnessStoreContract,
  formatAddCheckpoint,
  formatCheckpoint,
  formatNote,
  MemoryLogStore,
  MemoryWitnessStore,
  parseAddCheckpoint,
  parseNote,
  parseSignatureLine,
  proveConsistency,
  signAsLog,
  storedTiles,
  verifySignatures,
  type WitnessEnv,
  type WitnessStore,
} from "../src/index.ts";
import { keyOf, logKey, logPorts, openLog, origin, testWitness } from "./log-rig.ts";
import { bytes, crypto, sha256, testSigner } from "./node-crypto.ts";

describe("a witness's memory in memory", () => {
  test.each(witnessStoreContract)("$title", async (contract) => {
    const store = new MemoryWitnessStore();
    await contract.run({ open: async () => store });
  });
});

const store = new MemoryLogStore();
const roots = new Map<number, Uint8Array>([[0, sha256(new Uint8Array(0))]]);
const log = await openLog(logPorts(store));
for (let size = 1; size <= 12; size++) {
  await log.submit(bytes(`entry ${size}`));
  roots.set(size, log.head.root);
}

async function signed(
  size: number,
  changes: { origin?: string; root?: Uint8Array; signer?: string } = {},
): Promise<string> {
  const text = formatCheckpoint({
    origin: changes.origin ?? origin,
    size,
    root: changes.root ?? roots.get(size)!,
    extensions: [],
  });
  const key = changes.signer === undefined ? logKey : keyOf(changes.signer, "ed25519");
  return formatNote({ text, signatures: [await signAsLog({ key, signer: testSigner(key.name) }, text)] });
}

async function request(from: number, to: number, checkpoint?: string): Promise<string> {
  const path = from < to ? await proveConsistency(sha256, storedTiles(store), { from, to }) : [];
  return formatAddCheckpoint({ oldSize: from, path, checkpoint: checkpoint ?? (await signed(to)) });
}

describe("a witness", () => {
  const at = async (size: number): Promise<WitnessEnv> => {
    const env = testWitness("w1.example");
    expect((await answerAddCheckpoint(env, await request(0, size))).status).toBe(200);
    return env;
  };

  test("[L20] cosigns what extends what it saw, and the same again", async () => {
    const env = await at(3);
    const body = await request(3, 8);
    const answer = await answerAddCheckpoint(env, body);
    const line = parseSignatureLine(answer.body.slice(0, -1));
    const note = parseNote(parseAddCheckpoint(body)!.checkpoint)!;
    if (line === undefined) throw new Error("no line");
    const { verified } = verifySignatures(crypto, { text: note.text, signatures: [line] }, [env.key]);
    expect(verified).toEqual([{ key: env.key, seconds: 1_700_000_000 }]);
    expect((await answerAddCheckpoint(env, await request(8, 8))).status).toBe(200);
    expect(await env.store.latest(origin)).toMatchObject({ size: 8 });
  });

  test("[L20] begins at nothing, with an empty proof", async () => {
    const env = testWitness("w1.example");
    expect((await answerAddCheckpoint(env, await request(0, 0))).status).toBe(200);
    expect((await answerAddCheckpoint(env, await request(0, 5))).status).toBe(200);
    const fresh = testWitness("w2.example");
    const path = [new Uint8Array(32)];
    expect(
      (
        await answerAddCheckpoint(
          fresh,
          formatAddCheckpoint({ oldSize: 0, path, checkpoint: await signed(5) }),
        )
      ).status,
    ).toBe(422);
  });

  test.each([
    ["400 for what it can't read", 400, async () => "old x\n\n"],
    ["400 for a checkpoint without signature", 400, async () => "old 3\n\no\n1\n"],
    ["400 for an old size beyond the checkpoint's", 400, async () => request(5, 3)],
    [
      "404 for a log it doesn't know",
      404,
      async () => request(3, 5, await signed(5, { origin: "other.example", signer: "other.example" })),
    ],
    [
      "403 for a signature that isn't the log's",
      403,
      async () => request(3, 5, await signed(5, { signer: "mallory.example" })),
    ],
    [
      "422 for a proof that doesn't hold",
      422,
      async () => request(3, 5, await signed(5, { root: new Uint8Array(32) })),
    ],
    [
      "409 for another root at the same size",
      409,
      async () => request(3, 3, await signed(3, { root: new Uint8Array(32) })),
    ],
    ["409 for another old size", 409, async () => request(2, 5)],
    ["409 for a step back", 409, async () => request(2, 2)],
  ])("[L20] answers %s, and signs nothing", async (_, status, body) => {
    const env = await at(3);
    const answer = await answerAddCheckpoint(
      { ...env, signer: { ...env.signer, sign: () => Promise.reject(new Error("signed")) } },
      await body(),
    );
    expect(answer.status).toBe(status);
    expect(await env.store.latest(origin)).toMatchObject({ size: 3 });
    expect(answer.body).toBe(status === 409 ? "3\n" : "");
    expect(answer.contentType).toBe(status === 409 ? "text/x.tlog.size" : "text/plain; charset=utf-8");
  });

  test("[L20] refuses a request with more than 63 lines, or spelled otherwise", async () => {
    const checkpoint = await signed(5);
    const lines = (count: number): string =>
      `old 3\n${`${Buffer.alloc(32).toString("base64")}\n`.repeat(count)}\n${checkpoint}`;
    expect(parseAddCheckpoint(lines(63))?.path.length).toBe(63);
    expect(parseAddCheckpoint(lines(64))).toBeUndefined();
    for (const text of ["old 03", "old  3", "Old 3", "old -1", "old 3 "]) {
      expect(parseAddCheckpoint(`${text}\n\n${checkpoint}`)).toBeUndefined();
    }
  });

  test("[L2] [L20] one changed byte anywhere in a request, and it signs nothing", async () => {
    const env = await at(3);
    const unwilling = { ...env, signer: { ...env.signer, sign: () => Promise.reject(new Error("signed")) } };
    const whole = Buffer.from(await request(3, 11));
    for (let place = 0; place < whole.length; place++) {
      const changed = Buffer.from(whole);
      changed[place]! ^= 1;
      const { status } = await answerAddCheckpoint(unwilling, changed.toString());
      expect([place, status === 200]).toEqual([place, false]);
    }
    expect(await env.store.latest(origin)).toMatchObject({ size: 3 });
    expect((await answerAddCheckpoint(env, whole.toString())).status).toBe(200);
  });

  test("[L21] has stored a head before it signs it, and signs nothing that it could not store", async () => {
    const memory = new MemoryWitnessStore();
    const order: string[] = [];
    const watched: WitnessStore = {
      latest: (name) => memory.latest(name),
      swap: async (from, to) => {
        const outcome = await memory.swap(from, to);
        order.push("stored");
        return outcome;
      },
    };
    const signer = testSigner("w1.example");
    const sign = async (message: Uint8Array): Promise<Uint8Array> => {
      order.push("signed");
      return signer.sign(message);
    };
    const env = { ...testWitness("w1.example", { store: watched }), signer: { ...signer, sign } };
    await answerAddCheckpoint(env, await request(0, 3));
    expect(order).toEqual(["stored", "signed"]);
    const failing = { ...env, store: { ...watched, swap: () => Promise.reject(new Error("disk")) } };
    await expect(answerAddCheckpoint(failing, await request(3, 5))).rejects.toThrow("disk");
    expect(order).toEqual(["stored", "signed"]);
  });

  test("[L22] lets one of two concurrent requests win, so that nothing is rolled back", async () => {
    const env = await at(3);
    const answers = await Promise.all(
      [request(3, 5), request(3, 8)].map(async (body) => answerAddCheckpoint(env, await body)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    const won = answers.findIndex(({ status }) => status === 200) === 0 ? 5 : 8;
    expect(await env.store.latest(origin)).toMatchObject({ size: won });
    expect(answers.find(({ status }) => status === 409)?.body).toBe(`${won}\n`);
  });
});
