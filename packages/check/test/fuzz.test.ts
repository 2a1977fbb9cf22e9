import { gzipSync } from "node:zlib";
import {
  abxBytes,
  androidBackupBytes,
  binaryPlist,
  dumpstateBytes,
  IphoneBackup,
  mbdbBytes,
  memoryFile,
  mutated,
  protobufTombstone,
  SeededNumbers,
  smsBackup,
  sqliteBytes,
  table,
  tarBytes,
  textTombstone,
  tracev3Bytes,
  Uid,
  uuidtextBytes,
  xmlPlist,
  zipBytes,
} from "@bridle/testkit";
import { expect, test } from "vitest";
import { readBackupHeader } from "../src/android/backup-header.ts";
import { parseProtobufTombstone, parseTextTombstone } from "../src/android/tombstone.ts";
import { parseAbx } from "../src/formats/abx.ts";
import { unarchive } from "../src/formats/plist/keyed-archive.ts";
import { parsePlist } from "../src/formats/plist/plist.ts";
import { eachText } from "../src/formats/plist/value.ts";
import { protobufFields } from "../src/formats/protobuf.ts";
import { readTrace } from "../src/formats/tracev3.ts";
import { uuidtextPath } from "../src/formats/uuidtext.ts";
import type { Report } from "../src/index.ts";
import { parseYaml } from "../src/indicators/yaml.ts";
import { readFileRecord } from "../src/ios/file-record.ts";
import { parseKeybag } from "../src/ios/keybag.ts";
import { readMbdb } from "../src/ios/mbdb.ts";
import { decodeText } from "../src/text.ts";
import { brief, examined } from "./run.ts";

const archive = binaryPlist({
  $top: { root: new Uid(1) },
  $objects: [
    "$null",
    { "NS.keys": [new Uid(2)], "NS.objects": [new Uid(1)] },
    "key",
    { "NS.objects": [new Uid(3), new Uid(1)] },
  ],
});

const plist = binaryPlist({
  a: [1, 2.5, "text", "žluť", new Date(1.7e12), new Uint8Array(40), true, null],
  b: { c: "d" },
});

const parsers: readonly (readonly [name: string, seed: Uint8Array, parse: (bytes: Uint8Array) => unknown])[] =
  [
    ["bplist", plist, parsePlist],
    [
      "XML plist",
      xmlPlist({ a: [1, 2.5, "t&<", new Date(1.7e12), new Uint8Array(9), true], b: { c: "d" } }),
      parsePlist,
    ],
    [
      "keyed archive",
      archive,
      (bytes) => {
        const value = unarchive(parsePlist(bytes));
        if (value !== undefined) eachText(value, () => undefined);
      },
    ],
    ["file record", plist, readFileRecord],
    [
      "old list of files",
      mbdbBytes([
        { domain: "HomeDomain", path: "a", sizeBytes: 5 },
        { domain: "b", path: "c", sizeBytes: 6, key: { protection: 3, wrapped: new Uint8Array(40) } },
      ]),
      (bytes) => readMbdb(bytes, () => undefined),
    ],
    [
      "ABX",
      abxBytes({ name: "a", attributes: { x: "y", n: 5, b: true }, children: [{ name: "a" }] }),
      parseAbx,
    ],
    ["protobuf", protobufTombstone({ process: "/a", uid: 1000 }), protobufFields],
    ["tombstone, protobuf", protobufTombstone({ process: "/a", uid: 1000 }), parseProtobufTombstone],
    [
      "tombstone, text",
      textTombstone({ process: "/a", uid: 0 }),
      (bytes) => parseTextTombstone(decodeText(bytes)),
    ],
    ["uuidtext", uuidtextBytes("/usr/libexec/a"), uuidtextPath],
    [
      "keybag",
      new Uint8Array(
        Buffer.from(
          "VERS\0\0\0\x04\0\0\0\x05UUID\0\0\0\x01aSALT\0\0\0\x01aITER\0\0\0\x04\0\0\0\x01UUID\0\0\0\x01aCLAS\0\0\0\x04\0\0\0\x01",
          "latin1",
        ),
      ),
      parseKeybag,
    ],
    [
      ".ab header",
      androidBackupBytes({ members: [], lock: { password: "p", rounds: 1 } }).slice(0, 600),
      readBackupHeader,
    ],
    [
      "YAML",
      new Uint8Array(Buffer.from("- name: a\n  c2:\n    ips:\n    - 1.2.3.4\n  names:\n  - 'b'\n")),
      (bytes) => parseYaml(decodeText(bytes)),
    ],
  ];

/** Of this thread: what other programs do on the machine doesn't count. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

test.each(parsers)("[K63] %s: damage never throws and never hangs", (_name, seed, parse) => {
  const numbers = new SeededNumbers(17);
  const start = processorMs();
  for (let round = 0; round < 3000; round++) parse(mutated(numbers, seed));
  for (let length = 0; length < Math.min(seed.length, 500); length++) parse(seed.slice(0, length));
  expect(processorMs() - start).toBeLessThan(20_000);
});

test("[K63] tracev3: damage never throws and never hangs", async () => {
  const numbers = new SeededNumbers(19);
  const seed = tracev3Bytes([
    { pid: 1, uuid: "AB".repeat(16) },
    { pid: 2, uuid: "CD".repeat(16) },
  ]);
  for (let round = 0; round < 1000; round++) {
    await readTrace(memoryFile("a", mutated(numbers, seed), 100).stream(), () => undefined);
  }
});

test("[K63] plists that point in circles or multiply themselves stay small", () => {
  const levels = Array.from({ length: 60 }, (_, level) => level);
  // Each level holds the next one ten times over: 10^60 if anybody walked it as a tree.
  const objects = levels.map((level) =>
    Buffer.from([0xa0 | 10, ...Array.from({ length: 10 }, () => level + 1)]),
  );
  objects.push(Buffer.from([0x51, 0x61]));
  const body = Buffer.concat([Buffer.from("bplist00"), ...objects]);
  const offsets = objects.map((_, index) => 8 + index * 11);
  const trailer = Buffer.alloc(32);
  trailer[6] = 2;
  trailer[7] = 1;
  trailer.writeUInt32BE(objects.length, 12);
  trailer.writeUInt32BE(body.length, 28);
  const table = Buffer.alloc(2 * offsets.length);
  for (const [index, offset] of offsets.entries()) table.writeUInt16BE(offset, 2 * index);
  const value = parsePlist(new Uint8Array(Buffer.concat([body, table, trailer])));
  expect(value).toBeDefined();
  let texts = 0;
  eachText(value!, () => texts++);
  expect(texts).toBeLessThan(1000);
});

const whole: readonly (readonly [name: string, seed: Uint8Array])[] = [
  [
    "a.zip",
    zipBytes([
      { name: "dumpState_x.log", bytes: dumpstateBytes({ packages: ["a.b"] }) },
      { name: "FS/data/tombstones/tombstone_00", bytes: textTombstone({ process: "/a", uid: 0 }) },
    ]),
  ],
  [
    "a.tar.gz",
    new Uint8Array(
      gzipSync(
        tarBytes([
          { name: "x/ps.txt", bytes: new Uint8Array(Buffer.from(" 0:00.01 /sbin/x\n")) },
          { name: "x/a.tracev3", bytes: tracev3Bytes([]) },
        ]),
      ),
    ),
  ],
  ["a.tar", tarBytes([{ name: "x/ps.txt", bytes: new Uint8Array(Buffer.from(" 0:00.01 /sbin/x\n")) }])],
  [
    "a.ab",
    androidBackupBytes({
      compressed: false,
      members: [
        {
          name: "apps/com.android.providers.telephony/d_f/000000_sms_backup",
          bytes: smsBackup([{ body: "x" }]),
        },
      ],
    }),
  ],
  ["dump.txt", dumpstateBytes({ packages: ["a.b"], databases: ["a.b"], batteryUpdates: [["a.b", 1]] })],
];

/** What a report rests on: what was found, and each module with how much it read. */
function substance({ findings, coverage }: Report): unknown {
  return [findings.map(brief), coverage.map(({ module, status, records }) => [module, status, records])];
}

test.each(whole)(
  "[K64] %s: damage ends in nothing known found only where nothing is missing",
  async (name, seed) => {
    const numbers = new SeededNumbers(23);
    const run = async (bytes: Uint8Array): Promise<Report> =>
      (await examined({ kind: "file", file: memoryFile(name, bytes) })).report;
    const undamaged = await run(seed);
    expect(undamaged.state).toBe("nothing-known-found");
    const expected = JSON.stringify(substance(undamaged));
    const less: Report[] = [];
    const same = (report: Report): void => {
      const nothing =
        report.state === "nothing-known-found" && JSON.stringify(substance(report)) !== expected;
      if (nothing || report.state === "match") less.push(report);
    };
    for (let round = 0; round < 150; round++) {
      const report = await run(mutated(numbers, seed));
      // A text by itself has no checksum: what a changed letter hid can't be known.
      if (name !== "dump.txt") same(report);
    }
    const cut: string[] = [];
    for (let round = 0; round < 150; round++) {
      const report = await run(seed.slice(0, numbers.below(seed.length)));
      same(report);
      cut.push(report.state);
    }
    expect(less).toEqual([]);
    expect(cut.filter((state) => state === "incomplete").length).toBeGreaterThan(50);
  },
);

test("[K64] a backup: whatever is damaged, a run ends with a report", async () => {
  const numbers = new SeededNumbers(29);
  const messages = sqliteBytes((database) => table(database, "message", [{ ROWID: 1, text: "x" }]));
  const lock = { password: "p", outerIterations: 2, innerIterations: 2 };
  const files = new IphoneBackup().database("HomeDomain", "Library/SMS/sms.db", messages).files(lock);
  const names = [...files.keys()];
  for (let round = 0; round < 150; round++) {
    const damaged = new Map(files);
    const name = names[round % names.length] ?? "";
    damaged.set(name, mutated(numbers, files.get(name) ?? new Uint8Array()));
    await examined(damaged, { password: "p" }).then(
      ({ report }) => expect(report.coverage.length).toBeGreaterThan(0),
      (thrown: Error) => expect(["wrong password", "password needed"]).toContain(thrown.message),
    );
  }
});

test("[K63] long lines that expressions would stumble over cost no more than their length", async () => {
  const long = 300_000;
  const lines = [
    `https://a.example/${".".repeat(long)}x`,
    "a.".repeat(long / 2),
    `remaining client pid: 1 (${") ".repeat(long / 2)}`,
    `After 0.1s, remaining client pid: 1 (${"/".repeat(long)}x)`,
    `Path: /${" ".repeat(long)}x`,
    `Process: ${" ".repeat(long)}[`,
    `     Enabled services:{${"a".repeat(long)}}`,
    `pid: 1, tid: 1, name: ${">>> ".repeat(long / 4)}`,
    `      Update ${"a".repeat(long)} vers=`,
    `           +1s (2) 100 +job=${"u".repeat(long)}`,
    `[${"a".repeat(long)}: [`,
  ].join("\n");
  const all = `DUMP OF SERVICE accessibility:\n${lines}\nDUMP OF SERVICE batterystats:\n${lines}\nDUMP OF SERVICE package:\n${lines}\nDUMP OF SERVICE adb:\n${lines}\nDUMP OF SERVICE dbinfo:\n${lines}\nDUMP OF SERVICE appops:\n${lines}\nDUMP OF SERVICE platform_compat:\n${lines}\n`;
  const bytes = new Uint8Array(Buffer.from(all));
  const sms = smsBackup([{ body: lines, address: "x" }]);
  const start = processorMs();
  await examined({ kind: "file", file: memoryFile("dump.txt", bytes) });
  const tar = tarBytes(
    ["ps.txt", "spindump.txt", "shutdown.log", "a.ips"].map((name) => ({ name: `x/${name}`, bytes })),
  );
  await examined({ kind: "file", file: memoryFile("a.tar", tar) });
  const member = { name: "apps/com.android.providers.telephony/d_f/000000_sms_backup", bytes: sms };
  await examined({ kind: "file", file: memoryFile("a.ab", androidBackupBytes({ members: [member] })) });
  parseTextTombstone(`*** ***\n${lines}`);
  expect(processorMs() - start).toBeLessThan(20_000);
});
