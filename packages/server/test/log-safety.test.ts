import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { toHex } from "@bridle/protocol";
import { pino } from "pino";
import { afterAll, describe, expect, test } from "vitest";
import { logTo } from "../src/adapters/pino-log.ts";
import { openSqliteStore } from "../src/adapters/sqlite/store.ts";
import { createMetrics } from "../src/http/metrics.ts";
import type { LogEvent } from "../src/ports/log.ts";
import { StoreFault } from "../src/ports/store.ts";
import { bytes, createIdentity } from "./wire.ts";
import { found, messageId, World } from "./world.ts";

const root = mkdtempSync(join(tmpdir(), "bridle-log-"));
afterAll(() => rmSync(root, { recursive: true }));

function captured() {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, written) {
      lines.push(chunk.toString());
      written();
    },
  });
  return { lines, log: logTo(pino({ base: null }, sink)) };
}

describe("what is written down", () => {
  test("[S60] a lively server with failing calls and a failing store says nothing about anybody", async () => {
    const { lines, log } = captured();
    const world = new World();
    const ann = world.person();
    const ben = world.person();
    const handle = "canary-handle";
    const address = "203.0.113.77";
    ann.wire.reply("handle.set", { handle });
    const stranger = world.connect(address);
    const { genesis, introductionKey, accountId } = createIdentity();
    stranger.call("account.register", { genesis, introductionKey, handle, registrationCode: "CANARY-CODE" });
    stranger.input.receive(bytes(50));
    const id = found(ann, ben);
    const message = ann.sendRequest({ conversationId: id, epoch: 1 });
    ann.wire.reply("conversation.send", message);
    const put = world.store.accounts.putBlob.bind(world.store.accounts);
    world.store.accounts.putBlob = () => {
      throw new Error(`canary ${ann.accountId} ${handle}`);
    };
    ann.wire.refusal("blob.put", { version: 1, sealed: bytes(9) });
    world.store.accounts.putBlob = put;
    const cause = new Error(`SQLITE canary ${toHex(message.message)}`);
    world.store.commit = () => {
      throw new StoreFault("broken", cause);
    };
    ann.wire.start("blob.put", { version: 1, sealed: bytes(9) });
    world.run();
    for (const event of world.events) log.write(event);
    const said = lines.join("");
    expect(said).toContain("call_failed");
    expect(said).toContain("store_broken");
    const canaries = [
      handle,
      "canary",
      "CANARY",
      address,
      ann.accountId,
      ben.accountId,
      accountId,
      id,
      messageId(),
    ];
    for (const canary of [
      ...canaries,
      ann.key.deviceId,
      message.messageId,
      toHex(message.message).slice(0, 40),
    ]) {
      expect(said).not.toContain(canary);
    }
    const metrics = await createMetrics(world.core.stats, world.store).metrics();
    for (const canary of canaries) expect(metrics).not.toContain(canary);
    expect(metrics).toContain('bridle_answers_total{call="conversation.send"} 1');
  });

  test("[S60] a field that isn't one of the log's is left out, whatever it holds", () => {
    const { lines, log } = captured();
    const event: LogEvent = Object.assign({ event: "stopping" } as const, { handle: "canary", ms: 7 });
    log.write(event);
    expect(lines.join("")).toContain("stopping");
    expect(lines.join("")).not.toContain("canary");
  });

  test("[S60] [S27] neither handles nor keys of blocked people nor access keys lie in the file in clear", () => {
    const file = join(root, "store.db");
    const world = new World({ store: openSqliteStore(file) });
    const [ann, ben] = [world.person(), world.person()];
    ann.wire.reply("block.put", { accountId: ben.accountId });
    ann.wire.reply("handle.set", { handle: "canary-handle" });
    ann.wire.reply("handle.set", { handle: undefined });
    const { accessKey } = ann.permit(ben.accountId);
    const id = found(ann, ben);
    const message = ann.sendRequest({ conversationId: id, epoch: 1 });
    ann.wire.reply("conversation.send", message);
    ben.wire.ack(2);
    world.run();
    world.store.close();
    const stored = readdirSync(root).map((name) => readFileSync(join(root, name)));
    const has = (canary: Uint8Array) => stored.some((file) => file.includes(Buffer.from(canary)));
    expect(has(accessKey)).toBe(false);
    expect(has(Buffer.from("canaryhandle"))).toBe(false);
    expect(has(Buffer.from(message.messageId, "hex"))).toBe(false);
    expect(has(Buffer.concat([Buffer.from(ann.accountId, "hex"), Buffer.from(ben.accountId, "hex")]))).toBe(
      false,
    );
    expect(has(message.message.subarray(100))).toBe(false);
  });
});
