import { createHash, pbkdf2Sync, randomBytes } from "node:crypto";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { Cancelled, examine, readFeeds } from "@bridle/check";
import { IphoneBackup, memorySource, sqliteBytes, stixBundle, table } from "@bridle/testkit";
import { describe, expect, test } from "vitest";
import { browserFile } from "./browser-file.ts";
import { browserPlatform } from "./platform.ts";
import { Reading } from "./reading.ts";

// What the worker borrows from the browser, on Node's own WebCrypto and streams.

const platform = browserPlatform(new Reading());
const bytes = new Uint8Array(randomBytes(300_000));

async function* pieces(whole: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += 10_000) yield whole.subarray(at, at + 10_000);
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
}

describe("the platform", () => {
  test("hashes and derives as OpenSSL does", async () => {
    const hash = platform.sha256();
    for (let at = 0; at < bytes.length; at += 7_777) hash.update(bytes.subarray(at, at + 7_777));
    expect(Buffer.from(hash.digest())).toEqual(createHash("sha256").update(bytes).digest());
    for (const name of ["sha1", "sha256"] as const) {
      const [password, salt] = [bytes.subarray(0, 9), bytes.subarray(9, 29)];
      const derived = await platform.pbkdf2({ hash: name, password, salt, iterations: 1000, bytes: 32 });
      expect(Buffer.from(derived)).toEqual(pbkdf2Sync(password, salt, 1000, 32, name));
    }
  });

  test.each([
    ["gzip", gzipSync],
    ["zlib", deflateSync],
    ["deflate-raw", deflateRawSync],
  ] as const)("unpacks %s, and tells damage instead of yielding what wasn't there", async (format, pack) => {
    const packed = new Uint8Array(pack(bytes));
    expect(Buffer.from(await collected(platform.inflate(format, pieces(packed))))).toEqual(
      Buffer.from(bytes),
    );
    const cut = platform.inflate(format, pieces(packed.subarray(0, packed.length - 5_000)));
    await expect(collected(cut)).rejects.toBeInstanceOf(Error);
    for await (const chunk of platform.inflate(format, pieces(packed))) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  test("opens an encrypted backup", async () => {
    const messages = sqliteBytes((database) => {
      table(database, "message", [{ ROWID: 1, text: "https://bad.example/x", date: 700_000_000 }]);
    });
    const lock = { password: "correct horse", outerIterations: 1000, innerIterations: 100 };
    const files = new IphoneBackup().database("HomeDomain", "Library/SMS/sms.db", messages).files(lock);
    const feed = { name: "t.stix2", bytes: stixBundle("Testware", ["[domain-name:value='bad.example']"]) };
    const request = {
      evidence: { kind: "folder", source: memorySource(files) },
      feeds: readFeeds([feed], platform),
      platform,
      timeline: true,
      version: "test",
    } as const;
    expect(await examine({ ...request, password: "battery staple" })).toEqual({
      ok: false,
      error: "wrong password",
    });
    const outcome = await examine({ ...request, password: lock.password });
    expect(outcome).toMatchObject({ ok: true, value: { report: { state: "match" } } });
  });
});

describe("[W84] a cancelled run", () => {
  test("reads nothing more, and waits for no key", async () => {
    const reading = new Reading();
    const file = browserFile(new File([bytes], "a.bin"), "a.bin", reading);
    expect(Buffer.from(await collected(file.stream()))).toEqual(Buffer.from(bytes));
    expect(Buffer.from(await file.readAt(1000, 10))).toEqual(Buffer.from(bytes.subarray(1000, 1010)));
    expect(await file.readAt(bytes.length - 3, 10)).toHaveLength(3);
    expect(reading.bytesRead).toBe(bytes.length + 13);
    const deriving = browserPlatform(reading).pbkdf2({
      hash: "sha256",
      password: bytes.subarray(0, 9),
      salt: bytes.subarray(9, 29),
      iterations: 1_000_000,
      bytes: 32,
    });
    reading.cancel();
    await expect(deriving).rejects.toBeInstanceOf(Cancelled);
    await expect(collected(file.stream())).rejects.toBeInstanceOf(Cancelled);
    await expect(file.readAt(0, 1)).rejects.toBeInstanceOf(Cancelled);
  });
});
