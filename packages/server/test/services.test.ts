import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calls, clientFrame, encode } from "@bridle/protocol";
import { afterAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { openSqliteSignalStore } from "../src/adapters/signals/sqlite-signal-store.ts";
import { openSqliteStore } from "../src/adapters/sqlite/store.ts";
import { startServer } from "../src/start-server.ts";
import { createIdentity } from "./wire.ts";

const dataDir = mkdtempSync(join(tmpdir(), "bridle-services-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function registerAt(port: number, host: string): Promise<ReturnType<typeof createIdentity>> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/socket`, { headers: { host } });
  await once(socket, "open");
  const identity = createIdentity();
  const { genesis, introductionKey } = identity;
  const { tag, request } = calls["account.register"];
  const body = encode(request, { genesis, introductionKey, handle: undefined, registrationCode: undefined });
  socket.send(encode(clientFrame, { kind: "call", id: 1, tag, body }));
  await once(socket, "message");
  socket.close();
  return identity;
}

test("[S123] [S65] the name by which a server is reached says which service it is; others aren't answered", async () => {
  const server = await startServer({
    dataDir,
    host: "127.0.0.1",
    port: 0,
    services: new Map([["clinic.example", "clinic"]]),
    settings: { platform: "press" },
    log: { write: () => undefined },
  });
  const identities = [
    await registerAt(server.port, "clinic.example"),
    await registerAt(server.port, `127.0.0.1:${server.port}`),
  ];
  await expect(registerAt(server.port, "elsewhere.example")).rejects.toThrow("421");
  await server.close();
  const store = openSqliteStore(join(dataDir, "bridle.db"));
  const platforms = identities.map(({ accountId }) => {
    const account = store.accounts.find(accountId);
    return account && store.accounts.platform(account.row);
  });
  store.close();
  expect(platforms).toEqual(["clinic", "press"]);
  const signals = openSqliteSignalStore(join(dataDir, "desk.sqlite"));
  const told = signals.read(0, 9).map(({ signal }) => [signal.kind, signal.platform, signal.source]);
  signals.close();
  expect(told).toEqual([
    ["registered", "clinic", identities[0]?.accountId],
    ["registered", "press", identities[1]?.accountId],
  ]);
});
