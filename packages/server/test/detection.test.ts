import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Detector, shippedRules } from "@bridle/desk";
import { encode, serverFrame } from "@bridle/protocol";
import { afterAll, expect, test } from "vitest";
import { periodKeyFile } from "../src/adapters/signals/key-files.ts";
import { openSqliteSignalStore } from "../src/adapters/signals/sqlite-signal-store.ts";
import { DeskRig } from "./desk-rig.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { bytes } from "./wire.ts";
import { grantId, World } from "./world.ts";

const dataDir = mkdtempSync(join(tmpdir(), "bridle-detection-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

// The whole way: a client's deed, the domain's refusal, the store on the disk, the rules that ship.

test("[S117] an attack through the server's domain becomes a finding, and is found again after a restart", async () => {
  const clock = new VirtualClock();
  const start = (): { rig: DeskRig; store: ReturnType<typeof openSqliteSignalStore> } => {
    const store = openSqliteSignalStore(join(dataDir, "desk.sqlite"));
    const detector = new Detector({ rules: shippedRules });
    return { rig: new DeskRig({ clock, store, detector, periodKeys: periodKeyFile(dataDir) }), store };
  };
  const first = start();
  const world = new World({ clock, signals: first.rig.shell });
  const attacker = world.person();
  attacker.wire.input.receive(encode(serverFrame, { kind: "goAway", reason: "shutdown", retryAfterMs: 1 }));
  await first.rig.settle();
  const [found] = first.rig.found;
  expect(found).toMatchObject({
    strength: "certain",
    subject: { kind: "account", account: attacker.accountId },
  });
  first.rig.shell.stop();
  first.store.close();
  const second = start();
  await second.rig.settle();
  expect(second.rig.found).toEqual([found]);
  second.rig.shell.stop();
  second.store.close();
});

test("[S118] a hostile client's flood costs no message, few rows, and hides nobody whom it tried", async () => {
  const clock = new VirtualClock();
  const rig = new DeskRig({ clock });
  const world = new World({ clock, signals: rig.shell });
  const [attacker, ann, ben] = [world.person(), world.person(), world.person()];
  const [wire, other] = [attacker.wire, world.connect("198.51.100.9")];
  for (let time = 0; time < 3_000; time++) {
    wire.start("keyPackage.fetch", {
      accountId: (time % 2 === 0 ? ann : ben).accountId,
      permission: { grantId: grantId(), accessKey: bytes(32) },
    });
    other.input.receive(bytes(20));
  }
  world.run();
  await rig.settle();
  const rows = rig.store.read(0, 99_999).map(({ signal }) => signal);
  const tried = new Set(rows.filter(({ kind }) => kind === "keyPackageRefused").map(({ target }) => target));
  expect(tried.size).toBe(2);
  expect(rows.length).toBeLessThan(100);
  ann.wire.reply("grant.put", { grantId: grantId(), holderHash: bytes(32) });
});
