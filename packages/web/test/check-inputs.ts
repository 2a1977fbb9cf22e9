import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import {
  dumpstateBytes,
  IphoneBackup,
  sqliteBytes,
  stixBundle,
  table,
  tarBytes,
  zipBytes,
} from "@bridle/testkit";

// What is checked in the tests: synthesised by the generators of testkit, with one record of each that meets a
// published trace of the lists that come with the page.

/** In Amnesty's list of Pegasus. */
export const PEGASUS_DOMAIN = "free247downloads.com";
const PASSWORD = "correct horse";
const MESSAGES = 120;

/** Writes every input into a folder and gives their paths. */
export function checkInputs(folder: string) {
  const at = (name: string): string => join(folder, name);
  const messages = sqliteBytes((database) => {
    table(database, "handle", [{ ROWID: 1, id: "+420123456789" }]);
    table(
      database,
      "message",
      Array.from({ length: MESSAGES }, (_, index) => ({
        ROWID: index + 1,
        guid: `guid-${index}`,
        text:
          index === 40
            ? `Urgent, see https://go.${PEGASUS_DOMAIN}/x/abc`
            : `Message ${index} about lunch \u202Egnp.exe`,
        handle_id: 1,
        is_from_me: index % 2,
        date: BigInt(700_000_000 + index * 86_400) * 1_000_000_000n,
      })),
    );
  });
  const backup = new IphoneBackup().database("HomeDomain", "Library/SMS/sms.db", messages);
  // Three million rounds: long enough for an estimate, short enough for a test.
  backup.write(at("encrypted"), { password: PASSWORD, outerIterations: 3_000_000, innerIterations: 1000 });
  backup.write(at("plain"));
  const locked = backup.files({ password: PASSWORD, outerIterations: 1000, innerIterations: 100 });
  const members = [...locked].map(([name, bytes]) => ({ name: `00008030-0/${name}`, bytes }));
  writeFileSync(at("encrypted.zip"), zipBytes(members));
  const dump = dumpstateBytes({ packages: ["com.fine", "com.topjohnwu.magisk"] });
  const report = zipBytes([
    { name: "main_entry.txt", bytes: Buffer.from("dumpstate.txt") },
    { name: "dumpstate.txt", bytes: dump },
  ]);
  writeFileSync(at("bugreport.zip"), report);
  const fine = zipBytes([{ name: "dumpState_1.log", bytes: dumpstateBytes({ packages: ["com.fine"] }) }]);
  writeFileSync(at("fine.zip"), fine);
  writeFileSync(at("cut.zip"), fine.slice(0, 400));
  const damaged = new Uint8Array(fine);
  damaged.fill(0x55, 120, 160);
  writeFileSync(at("damaged.zip"), damaged);
  const root = "sysdiagnose_2026.01.02_iPhone-OS_iPhone_23B1";
  const shutdown = [
    "After 0.1s, remaining client pid: 155 (/private/var/db/com.apple.xpc.roleaccountd.staging/bh)",
    "SIGTERM: [1760000000] All processes exited",
  ].join("\n");
  const sysdiagnose = tarBytes([
    { name: `${root}/system_logs.logarchive/Extra/shutdown.0.log`, bytes: Buffer.from(shutdown) },
  ]);
  writeFileSync(at("sysdiagnose.tar.gz"), gzipSync(sysdiagnose));
  writeFileSync(at("own.stix2"), stixBundle("Ownware", ["[app:id='com.fine']"]));
  writeFileSync(at("nonsense.stix2"), "{}");
  return {
    password: PASSWORD,
    encrypted: at("encrypted"),
    encryptedZip: at("encrypted.zip"),
    plain: at("plain"),
    bugreport: at("bugreport.zip"),
    fine: at("fine.zip"),
    cut: at("cut.zip"),
    damaged: at("damaged.zip"),
    sysdiagnose: at("sysdiagnose.tar.gz"),
    ownFeed: at("own.stix2"),
    nonsense: at("nonsense.stix2"),
  };
}

export type CheckInputs = ReturnType<typeof checkInputs>;

/** A dumpstate text of about so many bytes, written piece by piece. */
export function largeDump(path: string, bytes: number): void {
  const file = openSync(path, "w");
  const dump = Buffer.from(dumpstateBytes({ packages: ["com.fine"] }));
  const line = "01-02 03:04:05.678  1000  1234  1234 I ActivityManager: something happened and was logged\n";
  const block = Buffer.from(line.repeat(20_000));
  writeSync(file, dump);
  writeSync(file, "------ SYSTEM LOG (logcat) ------\n");
  for (let size = dump.length; size < bytes; size += block.length) writeSync(file, block);
  closeSync(file);
}

/** An androidqf folder's list of files with many dates: a timeline of so many events. */
export function manyEvents(path: string, count: number): void {
  const files = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      path: `/sdcard/DCIM/IMG_${index}.jpg`,
      size: index,
      modified_time: 1_700_000_000 + index * 60,
    }),
  );
  writeFileSync(
    path,
    zipBytes([
      { name: "files.json", bytes: Buffer.from(`[${files.join(",")}]`) },
      { name: "packages.json", bytes: Buffer.from("[]") },
    ]),
  );
}
