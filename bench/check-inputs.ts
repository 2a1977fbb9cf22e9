// Large inputs for `npm run bench:check`, from a seed. They are synthesised: the formats are Apple's and
// Android's as documented, the content is made up.

import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  chunkSetBytes,
  dumpstateBytes,
  fileId,
  fileRecord,
  IphoneBackup,
  type Lock,
  SeededNumbers,
  sqliteBytes,
  table,
  tarBytes,
  type TarMember,
  tracev3Bytes,
  uuidtextBytes,
  uuidtextPlace,
  zipBytes,
} from "@bridle/testkit";

function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

const MAC_TIME_S = 780_000_000;

function messages(count: number): Uint8Array {
  return sqliteBytes((database) => {
    table(database, "handle", [{ ROWID: 1, id: "+15550001" }]);
    database.exec(
      "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, guid TEXT, text TEXT, handle_id INT, is_from_me INT, date INT)",
    );
    const insert = database.prepare("INSERT INTO message VALUES (?, ?, ?, 1, ?, ?)");
    for (let row = 1; row <= count; row++) {
      const link = row % 5 === 0 ? ` https://site${row % 9000}.example/path/${row}` : "";
      const text = `Message number ${row}, as long as messages usually are.${link}`;
      insert.run(row, `guid-${row}`, text, row % 2, BigInt(MAC_TIME_S + row) * 1_000_000_000n);
    }
  }).main;
}

function history(visits: number): Uint8Array {
  return sqliteBytes((database) => {
    database.exec(`CREATE TABLE history_items (id INTEGER PRIMARY KEY, url TEXT, visit_count INT);
      CREATE TABLE history_visits (id INTEGER PRIMARY KEY, history_item INT, visit_time REAL, title TEXT,
        redirect_source INT, redirect_destination INT)`);
    const item = database.prepare("INSERT INTO history_items VALUES (?, ?, 1)");
    const visit = database.prepare("INSERT INTO history_visits VALUES (?, ?, ?, ?, NULL, NULL)");
    for (let row = 1; row <= visits; row++) {
      item.run(row, `https://www.site${row % 7000}.example/a/b/${row}?q=${row}`);
      visit.run(row, row, MAC_TIME_S + row, `Page ${row}`);
    }
  }).main;
}

/** A backup with a manifest of `rows` files, of which only those that checks read are there. */
export function manifestBackup(folder: string, rows: number): void {
  const backup = new IphoneBackup(1)
    .file("HomeDomain", "Library/SMS/sms.db", messages(100_000))
    .file("HomeDomain", "Library/Safari/History.db", history(50_000));
  const files = backup.files();
  const named = [
    ["HomeDomain", "Library/SMS/sms.db"],
    ["HomeDomain", "Library/Safari/History.db"],
  ] as const;
  const record = fileRecord(123_456, new Uint8Array(44));
  const { main } = sqliteBytes((database) => {
    database.exec(
      "CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)",
    );
    const insert = database.prepare("INSERT INTO Files VALUES (?, ?, ?, 1, ?)");
    for (const [domain, path] of named) insert.run(fileId(domain, path), domain, path, fileRecord(1));
    for (let row = named.length; row < rows; row++) {
      const path = `Media/DCIM/${100 + (row % 900)}APPLE/IMG_${String(row).padStart(6, "0")}.HEIC`;
      insert.run(fileId("CameraRollDomain", path), "CameraRollDomain", path, record);
    }
  });
  files.set("Manifest.db", main);
  writeFiles(folder, files);
}

/** An encrypted backup: `count` files of `bytes` bytes each, and the ones that checks read. */
export function encryptedBackup(
  folder: string,
  lock: Lock,
  size: { readonly count: number; readonly bytes: number },
): void {
  const numbers = new SeededNumbers(3);
  const backup = new IphoneBackup(2)
    .file("HomeDomain", "Library/SMS/sms.db", messages(20_000))
    .file("HomeDomain", "Library/Safari/History.db", history(10_000));
  const noise = numbers.bytes(1024);
  for (let file = 0; file < size.count; file++) {
    const bytes = new Uint8Array(size.bytes).fill(noise[file % 1024] ?? 0);
    backup.file("CameraRollDomain", `Media/DCIM/IMG_${file}.HEIC`, bytes);
  }
  backup.write(folder, lock);
}

/** A bug report whose dumpstate has about `bytes`, zipped. */
export function bugreport(path: string, bytes: number): void {
  const numbers = new SeededNumbers(4);
  const lines: string[] = [];
  for (let size = 0, row = 0; size < bytes; row++) {
    const line = `01-02 03:${String(row % 60).padStart(2, "0")}:05.${row % 1000}  1000 ${row} ${numbers.below(1e9)} I Tag${row % 97}: event ${numbers.below(1e9).toString(36)} of ${row}`;
    lines.push(line);
    size += line.length + 1;
  }
  const content = {
    packages: Array.from({ length: 600 }, (_, index) => `com.vendor${index}.app`),
    databases: Array.from({ length: 300 }, (_, index) => `com.vendor${index}.app`),
    batteryActive: Array.from({ length: 5000 }, (_, index) => `com.vendor${index % 600}.app`),
  };
  const log = `------ SYSTEM LOG (logcat) ------\n${lines.join("\n")}\n------ 1.2s was the duration ------\n`;
  const dump = Buffer.concat([dumpstateBytes(content), Buffer.from(log)]);
  writeFileSync(
    path,
    zipBytes([
      { name: "main_entry.txt", bytes: Buffer.from("dumpstate.txt") },
      { name: "dumpstate.txt", bytes: dump },
    ]),
  );
}

const UUIDS = 4000;

/** A sysdiagnose of about `bytes`, packed; most of it is unified log, packed as Apple does, that doesn't compress further. */
export function sysdiagnose(path: string, bytes: number): void {
  const numbers = new SeededNumbers(5);
  const noise = Buffer.from(numbers.bytes(1024 * 1024));
  const chunkSet = chunkSetBytes(noise.subarray(0, 900_000));
  const uuids = Array.from({ length: UUIDS }, () =>
    Buffer.from(numbers.bytes(16)).toString("hex").toUpperCase(),
  );
  const root = "sysdiagnose_2026.01.02_iPhone";
  const log = `${root}/system_logs.logarchive`;
  const ps = Array.from(
    { length: 600 },
    (_, index) =>
      `mobile 501 - ${index} 1 4004 0.5 0.2 37 0 4070 5000 - ?? Ss 10:00AM 0:10.00 /usr/libexec/program${index}`,
  );
  const shutdown = Array.from(
    { length: 2000 },
    (_, index) =>
      `After 0.1s, remaining client pid: ${index} (/usr/libexec/program${index % 300})\nSIGTERM: [${1_760_000_000 + index}] done`,
  );
  const file = openSync(path, "w");
  const add = (members: readonly TarMember[]): void => {
    const tar = tarBytes(members).subarray(0, -1024);
    writeSync(file, gzipSync(tar, { level: 1 }));
  };
  add([
    { name: `${root}/ps.txt`, bytes: Buffer.from(ps.join("\n")) },
    { name: `${log}/Extra/shutdown.log`, bytes: Buffer.from(shutdown.join("\n")) },
    ...uuids.map((uuid, index) => ({
      name: `${log}/${uuidtextPlace(uuid)}`,
      bytes: uuidtextBytes(`/usr/libexec/program${index}`),
    })),
  ]);
  for (let size = 0, number = 0; size < bytes; number++) {
    const processes = uuids
      .slice((number * 50) % UUIDS, ((number * 50) % UUIDS) + 50)
      .map((uuid, pid) => ({ pid, uuid }));
    const trace = tracev3Bytes(processes, chunkSet);
    add([{ name: `${log}/Persist/${String(number).padStart(16, "0")}.tracev3`, bytes: trace }]);
    size += trace.length;
  }
  writeSync(file, gzipSync(Buffer.alloc(1024)));
  closeSync(file);
}
