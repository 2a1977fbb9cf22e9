import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, test } from "vitest";
import { backupDataFolder, restoreDataFolder } from "../src/adapters/backup.ts";
import { openDataFolder } from "../src/adapters/data-folder.ts";
import { StoreRefusal } from "../src/ports/data-folder.ts";
import { inTransaction } from "../src/ports/store.ts";
import { found, messageId, World, type TestDevice } from "./world.ts";

const root = mkdtempSync(join(tmpdir(), "bridle-data-"));
let folders = 0;
const fresh = (): string => join(root, String(folders++));
afterAll(() => rmSync(root, { recursive: true }));

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (fault) {
    if (fault instanceof StoreRefusal) return fault.kind;
    throw fault;
  }
  return "accepted";
}

const bytesOf = (dir: string) =>
  readdirSync(dir).map((name) => [name, readFileSync(join(dir, name)).toString("base64")]);

describe("data folder", () => {
  test("[S68] keys are made once and only their owner can read them", () => {
    const dir = fresh();
    const first = openDataFolder(dir);
    const { serverId } = first.crypto;
    expect(first.created).toBe(true);
    first.close();
    expect(statSync(join(dir, "keys")).mode & 0o777).toBe(0o600);
    const again = openDataFolder(dir);
    expect([again.created, again.crypto.serverId]).toEqual([false, serverId]);
    again.close();
  });

  test("[S68] a folder that lost its keys, or whose keys are damaged, says so and makes no new ones", () => {
    const dir = fresh();
    openDataFolder(dir).close();
    const keys = readFileSync(join(dir, "keys"), "utf8");
    writeFileSync(join(dir, "keys"), keys.replace(/\n.*\n$/, "\nAAAA\n"));
    expect(refusal(() => openDataFolder(dir))).toBe("damaged");
    rmSync(join(dir, "keys"));
    expect(refusal(() => openDataFolder(dir))).toBe("damaged");
    writeFileSync(join(dir, "keys"), keys);
    openDataFolder(dir).close();
  });

  test("[S62] one server per folder, and none on a folder of something else", () => {
    const dir = fresh();
    const first = openDataFolder(dir);
    expect(refusal(() => openDataFolder(dir))).toBe("locked");
    first.close();
    openDataFolder(dir).close();
    const other = fresh();
    mkdirSync(other);
    writeFileSync(join(other, "thesis.txt"), "mine");
    expect(refusal(() => openDataFolder(other))).toBe("not_a_store");
    expect(readdirSync(other)).toEqual(["thesis.txt"]);
  });

  test("[S61] a newer store is refused and not touched", () => {
    const dir = fresh();
    openDataFolder(dir).close();
    const db = new DatabaseSync(join(dir, "bridle.db"));
    db.exec("PRAGMA journal_mode = DELETE; PRAGMA user_version = 9999");
    db.close();
    rmSync(join(dir, "lock"));
    const before = bytesOf(dir);
    expect(refusal(() => openDataFolder(dir))).toBe("newer_store");
    rmSync(join(dir, "lock"), { force: true });
    expect(bytesOf(dir)).toEqual(before);
  });

  test("[S61] a file that is no database is refused with a plain message", () => {
    const dir = fresh();
    openDataFolder(dir).close();
    writeFileSync(join(dir, "bridle.db"), "not a database, not at all, not even a little bit of one");
    expect(refusal(() => openDataFolder(dir))).toBe("damaged");
  });
});

describe("backup", () => {
  function populated(dir: string) {
    const folder = openDataFolder(dir);
    const world = new World({ store: folder.store });
    const [ann, ben] = [world.person(), world.person()];
    return { folder, world, ann, ben, id: found(ann, ben) };
  }

  const moved = (device: TestDevice, world: World) => device.movedTo(world).open();

  test("[S63] a backup of a running server is whole, and a restored one goes on ahead of its clients", () => {
    const { folder, world, ann, ben, id } = populated(fresh());
    const [backup, restored] = [fresh(), fresh()];
    ann.send({ conversationId: id, epoch: 1 });
    ben.wire.ack(1);
    world.run();
    backupDataFolder({ dataDir: join(root, String(folders - 3)), to: backup });
    const lostId = messageId();
    ann.send({ conversationId: id, epoch: 1 }, lostId);
    const seen = ben.mail().at(-1)!.seq;
    folder.close();
    restoreDataFolder({ from: backup, dataDir: restored });
    const again = openDataFolder(restored);
    expect(again.crypto.serverId).toEqual(folder.crypto.serverId);
    const after = new World({ store: again.store, clock: world.clock });
    const [annAgain, benAgain] = [moved(ann, after), moved(ben, after)];
    const [message, gap] = benAgain.wire.peer.delivered();
    expect(message).toMatchObject({ seq: 2, entry: { kind: "message" } });
    expect(gap).toMatchObject({ entry: { kind: "gap", from: 3 } });
    expect(gap!.seq).toBeGreaterThan(seen + 1_000_000);
    const sent = annAgain.send({ conversationId: id, epoch: 1 });
    if (sent.kind !== "reply") throw new Error("not accepted");
    expect(sent.reply.order).toBeGreaterThan(1_000_000);
    expect(benAgain.mail().at(-1)).toEqual({ seq: gap!.seq + 1, kind: "message" });
    again.close();
  });

  test("[S63] neither a backup nor a restore writes over anything", () => {
    const dir = fresh();
    openDataFolder(dir).close();
    const [backup, taken] = [fresh(), fresh()];
    mkdirSync(taken);
    writeFileSync(join(taken, "mine"), "");
    expect(refusal(() => backupDataFolder({ dataDir: dir, to: taken }))).toBe("not_empty");
    expect(refusal(() => backupDataFolder({ dataDir: taken, to: backup }))).toBe("not_a_store");
    backupDataFolder({ dataDir: dir, to: backup });
    expect(refusal(() => restoreDataFolder({ from: backup, dataDir: dir }))).toBe("not_empty");
    expect(refusal(() => restoreDataFolder({ from: taken, dataDir: fresh() }))).toBe("not_a_store");
    expect(statSync(join(backup, "keys")).mode & 0o777).toBe(0o600);
  });

  test("[S11] a code made by another process works at once in the running server", () => {
    const dir = fresh();
    const folder = openDataFolder(dir);
    const second = new DatabaseSync(join(dir, "bridle.db"));
    second.exec("INSERT INTO registration_code VALUES ('AAAA-AAAA-AAAA-AAAA', 1, 9999999999999)");
    second.close();
    expect(folder.store.registrationCodes.find("AAAA-AAAA-AAAA-AAAA")?.usesLeft).toBe(1);
    inTransaction(folder.store, () => folder.store.registrationCodes.delete("AAAA-AAAA-AAAA-AAAA"));
    folder.close();
  });
});
