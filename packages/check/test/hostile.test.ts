import { gzipSync } from "node:zlib";
import {
  dumpstateBytes,
  memoryFile,
  type TarMember,
  tarBytes,
  type ZipMember,
  zipBytes,
} from "@bridle/testkit";
import { webPlatform } from "@bridle/testkit";
import { expect, test } from "vitest";
import { collected, TooLarge } from "../src/formats/stream.ts";
import { TarWalk } from "../src/formats/tar.ts";
import { ZipSource } from "../src/formats/zip.ts";
import { examined, statusOf } from "./run.ts";

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const dump = { name: "dumpState_x.log", bytes: dumpstateBytes({ packages: ["com.fine"] }) };

async function zipReport(...members: readonly ZipMember[]) {
  return (await examined({ kind: "file", file: memoryFile("a.zip", zipBytes(members)) })).report;
}

async function tarReport(
  members: readonly TarMember[],
  change: (tar: Uint8Array) => Uint8Array = (tar) => tar,
) {
  const file = memoryFile("a.tar.gz", new Uint8Array(gzipSync(change(tarBytes(members)))));
  return (await examined({ kind: "file", file })).report;
}

test("[K60] an honest zip with the same dump is complete", async () => {
  expect((await zipReport(dump)).state).toBe("nothing-known-found");
});

test.each([
  ["leaves its root", { name: "../../etc/passwd", bytes: bytes("x") }, "leaves the archive"],
  ["is absolute", { name: "/etc/passwd", bytes: bytes("x") }, "leaves the archive"],
  ["names a drive", { name: "C:\\x", bytes: bytes("x") }, "leaves the archive"],
  ["is a link", { name: "FS/link", bytes: bytes("/etc/passwd"), mode: 0o120777 }, "a link"],
  ["is there twice", { ...dump }, "twice"],
] as const)("[K60] a zip member that %s makes the run incomplete", async (_what, member, why) => {
  const report = await zipReport(dump, member);
  expect(report.state).toBe("incomplete");
  expect(statusOf(report, "Source")).toContain(why);
});

test.each([
  ["leaves its root", { name: "../x.ips", bytes: bytes("x") }, "leaves the archive"],
  ["is a link", { name: "x/shutdown.log", kind: "2" }, "a link"],
  ["is a device", { name: "x/dev", kind: "3" }, "not a file"],
] as const)("[K60] a tar member that %s makes the run incomplete", async (_what, member, why) => {
  const report = await tarReport([{ name: "x/ps.txt", bytes: bytes("  0:00.01 /sbin/launchd\n") }, member]);
  expect(report.state).toBe("incomplete");
  expect(statusOf(report, "Source")).toContain(why);
});

test("[K61] sizes that aren't true, cut and damaged archives are incomplete with the reason", async () => {
  expect((await zipReport({ ...dump, claimedBytes: 10 })).state).toBe("incomplete");
  expect((await zipReport({ ...dump, claimedBytes: dump.bytes.length + 1 })).state).toBe("incomplete");
  expect((await zipReport({ ...dump, checksum: 5 })).state).toBe("incomplete");
  expect((await zipReport({ ...dump, stored: true, checksum: 5 })).state).toBe("incomplete");
  const zip = zipBytes([dump]);
  for (const part of [zip.slice(0, 100), zip.slice(0, -30), zip.slice(30)]) {
    const { report } = await examined({
      kind: "file",
      file: memoryFile("a.zip", Uint8Array.from([...zip.slice(0, 4), ...part.slice(4)])),
    });
    expect(report.state).toBe("incomplete");
  }
  const good = [{ name: "x/ps.txt", bytes: bytes("  0:00.01 /sbin/launchd\n".repeat(100)) }];
  expect((await tarReport(good)).state).toBe("nothing-known-found");
  expect((await tarReport(good, (tar) => tar.slice(0, 1000))).state).toBe("incomplete");
  const checksum = (tar: Uint8Array): Uint8Array => tar.map((byte, index) => (index === 3 ? byte ^ 1 : byte));
  expect((await tarReport(good, checksum)).state).toBe("incomplete");
  const packed = new Uint8Array(gzipSync(tarBytes(good)));
  const { report } = await examined({ kind: "file", file: memoryFile("a.tar.gz", packed.slice(0, -20)) });
  expect(report.state).toBe("incomplete");
});

test("[K62] a bomb is unpacked no further than the bounds", async () => {
  const bomb = zipBytes([{ name: "main_entry.txt", bytes: new Uint8Array(300 * 1024 * 1024) }]);
  expect(bomb.length).toBeLessThan(400_000);
  const before = process.memoryUsage().rss;
  const { report } = await examined({ kind: "file", file: memoryFile("a.zip", bomb) });
  expect(report.state).toBe("incomplete");
  const zip = await ZipSource.open(memoryFile("a.zip", bomb), webPlatform);
  const file = await zip.find("main_entry.txt");
  await expect(collected(file!.stream(), 1024 * 1024)).rejects.toBeInstanceOf(TooLarge);
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
});

test("[K62] a tar's claimed size is not believed", async () => {
  const tar = tarBytes([{ name: "x/ps.txt", bytes: bytes("x") }]);
  const header = Buffer.from(tar.slice(0, 512));
  header.write("77777777777\0", 124);
  header.fill(32, 148, 156);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
  );
  const walk = new TarWalk("a.tar", () =>
    memoryFile("a", Uint8Array.from([...header, ...tar.slice(512)])).stream(),
  );
  const seen: string[] = [];
  for await (const { path } of walk.walk()) seen.push(path);
  expect(walk.refused).toHaveLength(1);
});
