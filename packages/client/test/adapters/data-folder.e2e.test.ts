import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { changePassphrase, type NodePlatform, openNodePlatform } from "../../src/adapters/node/index.ts";
import { filesWith } from "./files-with.ts";

describe("[A8] a data folder belongs to one process", () => {
  test("a second opening is refused, here and from another process, and works afterwards", async () => {
    const dataDir = temporaryFolder();
    const platform = await opened(dataDir);
    expect(await openNodePlatform({ dataDir })).toMatchObject({
      ok: false,
      error: { kind: "locked_by_another_process" },
    });
    const other = await otherProcess(dataDir);
    expect(other.said).toBe("locked_by_another_process");
    // The refusals took nothing from the one who has it.
    platform.database.exec("create table t (n); insert into t values (1)");
    expect((await otherProcess(dataDir)).said).toBe("locked_by_another_process");
    platform.close();
    expect((await otherProcess(dataDir)).said).toBe("opened");
  });

  test("a process that was killed leaves no lock behind", async () => {
    const dataDir = temporaryFolder();
    const other = await otherProcess(dataDir);
    expect(other.said).toBe("opened");
    expect(await openNodePlatform({ dataDir })).toMatchObject({
      ok: false,
      error: { kind: "locked_by_another_process" },
    });
    other.process.kill("SIGKILL");
    await once(other.process, "exit");
    (await opened(dataDir)).close();
  });

  test("only its owner reads it", async () => {
    const dataDir = temporaryFolder();
    const platform = await opened(dataDir);
    platform.database.exec("create table t (n)");
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    const modes = ["device.key", "keys", "store.db", "store.db-wal"].map(
      (name) => statSync(join(dataDir, name)).mode,
    );
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
    platform.close();
  });

  test("a place that can't be a folder is refused", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    expect(await openNodePlatform({ dataDir: file })).toMatchObject({
      ok: false,
      error: { kind: "unusable_folder" },
    });
  });
});

describe("[A9] key slots of a data folder", () => {
  test("a passphrase takes the device slot's place, at the first opening or later", async () => {
    for (const first of [undefined, "gentle horses"]) {
      const dataDir = temporaryFolder();
      const platform = await opened(dataDir, first);
      platform.database.exec("create table t (n); insert into t values (7)");
      platform.close();
      (await opened(dataDir, "gentle horses")).close();
      expect(readdirSync(dataDir)).not.toContain("device.key");
      expect(await openNodePlatform({ dataDir })).toMatchObject({
        ok: false,
        error: { kind: "passphrase_required" },
      });
      const wrong = await openNodePlatform({ dataDir, passphrase: "wild horses" });
      expect(wrong).toMatchObject({ ok: false, error: { kind: "wrong_passphrase" } });
      const again = await opened(dataDir, "gentle horses");
      expect(again.database.get("select n from t")).toEqual({ n: 7 });
      again.close();
    }
  });

  test("a change of the passphrase that stops between its files leaves the folder open to one of the two", async () => {
    const dataDir = temporaryFolder();
    (await opened(dataDir)).close();
    const [slots, key] = ["keys", "device.key"].map((name) => join(dataDir, name)) as [string, string];
    const byDevice = [readFileSync(slots), readFileSync(key)] as const;
    const change = { dataDir, current: "gentle horses", next: "quiet rivers" };
    expect(await changePassphrase({ dataDir, current: undefined, next: "gentle horses" })).toMatchObject({
      ok: true,
    });
    // The passphrase's slot is written, the device's key not removed yet: it opens nothing, and goes.
    writeFileSync(key, byDevice[1]);
    expect(await openNodePlatform({ dataDir })).toMatchObject({
      ok: false,
      error: { kind: "passphrase_required" },
    });
    expect(readdirSync(dataDir)).not.toContain("device.key");
    const wrong = await changePassphrase({ ...change, current: "wild horses" });
    expect(wrong).toMatchObject({ ok: false, error: { kind: "wrong_passphrase" } });
    // On the way back the device's key is written, its slot not yet: the passphrase still opens.
    writeFileSync(key, new Uint8Array(32));
    (await opened(dataDir, "gentle horses")).close();
    expect(await changePassphrase({ ...change, next: undefined })).toMatchObject({ ok: true });
    (await opened(dataDir)).close();
    // A half-written file of a killed change is in nobody's way.
    writeFileSync(`${slots}.new`, "half");
    expect(await changePassphrase(change)).toMatchObject({ ok: true });
    (await opened(dataDir, "quiet rivers")).close();
  });

  test("a passphrase typed on another keyboard is the same one", async () => {
    const dataDir = temporaryFolder();
    (await opened(dataDir, "caf\u00e9")).close();
    (await opened(dataDir, "cafe\u0301")).close();
  });

  test("slots of a newer version are refused and not touched", async () => {
    const dataDir = temporaryFolder();
    (await opened(dataDir)).close();
    const path = join(dataDir, "keys");
    const written = readFileSync(path);
    written[16] = 2;
    writeFileSync(path, written);
    expect(await openNodePlatform({ dataDir })).toMatchObject({ ok: false, error: { kind: "newer_store" } });
    expect(readFileSync(path)).toEqual(written);
  });

  test.for(["keys", "device.key"])("without %s the store is damaged, not new", async (name) => {
    const dataDir = temporaryFolder();
    (await opened(dataDir)).close();
    rmSync(join(dataDir, name));
    expect(await openNodePlatform({ dataDir })).toMatchObject({
      ok: false,
      error: { kind: "damaged_store" },
    });
  });

  test("a changed byte anywhere in the slots never opens the store", async () => {
    const dataDir = temporaryFolder();
    (await opened(dataDir)).close();
    const path = join(dataDir, "keys");
    const written = readFileSync(path);
    for (let at = 0; at < written.length; at++) {
      const changed = Buffer.from(written);
      changed[at] = (changed[at] ?? 0) ^ 0x40;
      writeFileSync(path, changed);
      expect(await openNodePlatform({ dataDir })).toMatchObject({ ok: false });
    }
    writeFileSync(path, written);
    (await opened(dataDir)).close();
  });
});

describe("[A10] what lies on the disk", () => {
  test("no text of the store is in any file: rows, search index, deleted rows, sorting, after SIGKILL", async () => {
    const dataDir = temporaryFolder();
    const canary = `canary${Math.random().toString(36).slice(2)}`;
    const writer = await otherProcess(dataDir, canary);
    const copies = [temporaryFolder(), temporaryFolder()];
    cpSync(dataDir, copies[0]!, { recursive: true });
    writer.process.kill("SIGKILL");
    await once(writer.process, "exit");
    cpSync(dataDir, copies[1]!, { recursive: true });
    const platform = await opened(dataDir);
    expect(
      platform.database.get("select count(*) as n from found where found match ?", [canary])?.["n"],
    ).toBeGreaterThan(0);
    platform.close();
    expect([...copies, dataDir].flatMap((folder) => filesWith(folder, canary))).toEqual([]);
    // The search itself finds what it is looking for.
    writeFileSync(join(dataDir, "in-clear"), `…${canary.toUpperCase()}…`);
    expect(filesWith(dataDir, canary)).toEqual(["in-clear"]);
  });

  test("a changed byte in the store is noticed", async () => {
    const dataDir = temporaryFolder();
    const platform = await opened(dataDir);
    platform.database.exec("create table t (text)");
    platform.database.run("insert into t values (?)", ["x".repeat(100_000)]);
    platform.close();
    const path = join(dataDir, "store.db");
    const file = readFileSync(path);
    file[Math.floor(file.length * 0.7)]! ^= 1;
    writeFileSync(path, file);
    const damaged = await opened(dataDir);
    expect(() => damaged.database.all("select * from t")).toThrow(
      expect.objectContaining({ kind: "corrupt" }),
    );
    damaged.close();
    file[5]! ^= 1;
    writeFileSync(path, file);
    expect(await openNodePlatform({ dataDir })).toMatchObject({
      ok: false,
      error: { kind: "damaged_store" },
    });
  });
});

async function opened(dataDir: string, passphrase?: string): Promise<NodePlatform> {
  const platform = await openNodePlatform({ dataDir, passphrase });
  if (!platform.ok) throw new Error(platform.error.kind);
  return platform.value;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bridle-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Another process that opens the folder, and with a canary keeps writing it. Its first word. */
async function otherProcess(dataDir: string, canary?: string) {
  const script = join(import.meta.dirname, "folder-process.ts");
  const child = spawn(process.execPath, [script, dataDir, ...(canary === undefined ? [] : [canary])]);
  onTestFinished(() => void child.kill("SIGKILL"));
  child.stderr.pipe(process.stderr);
  const [said] = (await once(child.stdout, "data")) as [Buffer];
  return { process: child, said: said.toString().trim() };
}
