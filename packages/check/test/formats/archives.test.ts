import { crc32 as zlibCrc32 } from "node:zlib";
import { memoryFile, SeededNumbers, tarBytes, webPlatform, zipBytes } from "@bridle/testkit";
import { expect, test } from "vitest";
import { collected } from "../../src/formats/stream.ts";
import { TarWalk } from "../../src/formats/tar.ts";
import { ZipSource } from "../../src/formats/zip.ts";
import { crc32 } from "../../src/index.ts";

const numbers = new SeededNumbers(43);
const long = `${"folder/".repeat(30)}file.txt`;

test("[K24] a zip's members, stored and packed, whole and at any place, with their times", async () => {
  const content = numbers.bytes(300_000);
  const bytes = zipBytes([
    { name: "a/packed", bytes: content },
    { name: "a/stored", bytes: content, stored: true },
    { name: "empty", bytes: new Uint8Array() },
  ]);
  const zip = await ZipSource.open(memoryFile("x.zip", bytes), webPlatform);
  expect(zip.refused).toEqual([]);
  for (const path of ["a/packed", "a/stored"]) {
    const file = await zip.find(path);
    expect(await collected(file!.stream(), 1e6)).toEqual(content);
    expect(await file!.readAt(299_990, 100)).toEqual(content.slice(299_990));
    expect(await file!.readAt(1000, 5)).toEqual(content.slice(1000, 1005));
  }
  expect((await zip.find("empty"))?.sizeBytes).toBe(0);
  expect(await zip.find("a")).toBeUndefined();
});

/** The same zip with its sizes and its directory's place in the fields that zip64 added. */
function asZip64(zip: Uint8Array): Uint8Array {
  const bytes = Buffer.from(zip);
  const end = bytes.length - 22;
  const [size, at] = [bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16)];
  const entry = Buffer.from(bytes.subarray(at, at + size));
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  for (const [index, from] of [24, 20, 42].entries()) {
    extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(from)), 4 + 8 * index);
    entry.writeUInt32LE(0xffffffff, from);
  }
  entry.writeUInt16LE(28, 30);
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", "latin1");
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(1n, 24);
  record.writeBigUInt64LE(1n, 32);
  record.writeBigUInt64LE(BigInt(size + 28), 40);
  record.writeBigUInt64LE(BigInt(at), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(BigInt(at + size + 28), 8);
  const tail = Buffer.alloc(22, 0xff);
  tail.write("PK\x05\x06", "latin1");
  tail.writeUInt16LE(0, 20);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at), entry, extra, record, locator, tail]));
}

test("[K24] zip64", async () => {
  const content = numbers.bytes(5000);
  const zip = await ZipSource.open(
    memoryFile("x.zip", asZip64(zipBytes([{ name: "big", bytes: content }]))),
    webPlatform,
  );
  expect(zip.refused).toEqual([]);
  expect(await collected((await zip.find("big"))!.stream(), 1e6)).toEqual(content);
});

async function members(tar: Uint8Array): Promise<[string, number][]> {
  const walk = new TarWalk("x.tar", () => memoryFile("x.tar", tar, 700).stream());
  const found: [string, number][] = [];
  for await (const file of walk.walk()) {
    // Every second member is left unread: the walk passes over it.
    found.push([file.path, found.length % 2 === 0 ? (await collected(file.stream(), 1e6)).length : -1]);
  }
  expect(walk.refused).toEqual([]);
  return found;
}

test("[K24] a tar's members with long names in pax and GNU form, read or passed over", async () => {
  const file = { name: "a.txt", bytes: numbers.bytes(1300) };
  const pax = tarBytes([
    file,
    { name: long, bytes: numbers.bytes(10) },
    { name: "folder/", kind: "5" },
    file,
  ]);
  expect(await members(pax)).toEqual([
    ["a.txt", 1300],
    [long, -1],
    ["a.txt", 1300],
  ]);
  const name = new Uint8Array(Buffer.from(`${long}\0`));
  const gnu = tarBytes([
    { name: "././@LongLink", bytes: name, kind: "L" },
    { name: "cut", bytes: numbers.bytes(10) },
  ]);
  expect(await members(gnu)).toEqual([[long, 10]]);
});

test("[K24] checksums agree with zlib's, in one piece and in several", () => {
  for (const size of [0, 1, 7, 8, 9, 63, 1000]) {
    const bytes = numbers.bytes(size);
    const cut = numbers.below(size + 1);
    expect(crc32(bytes)).toBe(zlibCrc32(bytes));
    expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(zlibCrc32(bytes));
  }
});
