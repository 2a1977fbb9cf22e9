import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  auditPath,
  commitEpoch,
  type DirectoryEnv,
  formatVerifierKey,
  MemoryDirectoryStore,
  type ReadResource,
  resourcesOf,
} from "@bridle/ledger";
import { newSeed, nodeCrypto } from "@bridle/server/ledger";
import { afterAll, expect, test } from "vitest";
import { createLocalLog, openWriter } from "./local-log.ts";
import { readPolicy } from "./options.ts";
import { type RunningWitness, witnessCommand } from "./witness-command.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-audit-"));
const running: RunningWitness[] = [];
const servers: Server[] = [];
afterAll(async () => {
  await Promise.all(running.map((witness) => witness.stop()));
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Static resources over HTTP, as a directory's server hands them out. */
async function serve(read: ReadResource): Promise<string> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const bytes = await read((request.url ?? "").slice(1));
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
    };
    void answer();
  });
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

async function startAuditor(policy: string, prefix: string): Promise<string> {
  const out: string[] = [];
  const started = Promise.withResolvers<RunningWitness>();
  const args = [
    "--data",
    join(folder, "auditor"),
    "--name",
    "auditor.example",
    "--policy",
    policy,
    "--port",
    "0",
    "--audit",
    prefix,
  ];
  void witnessCommand(
    args,
    { stdout: (chunk) => void out.push(String(chunk)), stderr: () => {} },
    (witness) => {
      running.push(witness);
      started.resolve(witness);
      return new Promise(() => {});
    },
  );
  await started.promise;
  const [, key = "", url = ""] = /^(\S+)\nlistening on (\S+)\n$/.exec(out.join("")) ?? [];
  return `witness auditor ${key} ${url}\n`;
}

/** A directory whose epochs hold padding only, so that it needs no VRF. */
function emptyDirectory(store: MemoryDirectoryStore): DirectoryEnv<never> {
  const nothing = (): never => {
    throw new Error("no VRF here");
  };
  const curve = {
    base: undefined as never,
    decode: nothing,
    encode: nothing,
    add: nothing,
    negate: nothing,
    multiplySecrets: nothing,
    multiply: nothing,
    clearCofactor: nothing,
    isIdentity: nothing,
  };
  const none = new Uint8Array(32);
  return {
    sha256: nodeCrypto.sha256,
    vrf: { curve, sha512: nothing },
    vrfKey: { publicKey: none, point: undefined as never, scalar: 1n, noncePrefix: none },
    openingSecret: none,
    store,
    random: newSeed,
    paddingLeaves: 3,
  };
}

test("[L44] an auditor over HTTP signs what it could replay, and nothing else", async () => {
  const local = createLocalLog(join(folder, "log"), "log.example/directory");
  const store = new MemoryDirectoryStore();
  const env = emptyDirectory(store);
  let lying = false;
  const published = resourcesOf(local.store);
  const prefix = await serve(async (path) => {
    if (!path.startsWith("audit/")) return published(path);
    const epoch = Number(path.slice(6));
    const audit = path === auditPath(epoch) ? (await store.epoch(epoch))?.audit : undefined;
    return lying ? audit?.slice(1) : audit;
  });
  const logLine = `log ${formatVerifierKey(local.named.key)}\n`;
  const logPolicy = join(folder, "logs.policy");
  writeFileSync(logPolicy, `${logLine}quorum none\n`);
  const policy = join(folder, "policy");
  writeFileSync(policy, `${logLine}${await startAuditor(logPolicy, prefix)}quorum auditor\n`);
  const writer = await openWriter(local, readPolicy(policy));
  for (const atMs of [1, 2]) {
    const { entry } = await commitEpoch(env, [], atMs);
    expect(await writer.submit(entry)).toMatchObject({ ok: true });
  }
  lying = true;
  const { entry } = await commitEpoch(env, [], 3);
  expect(await writer.submit(entry)).toEqual({ ok: false, error: { kind: "not_yet_witnessed", index: 2 } });
  lying = false;
  await writer.publish();
  expect(await local.store.published()).toMatch(/\n3\n[^]*— auditor\.example /);
  await writer.close();
  local.store.close();
});
