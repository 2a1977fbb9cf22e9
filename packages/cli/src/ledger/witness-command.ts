import { once } from "node:events";
import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { auditStep, formatVerifierKey, publishedEpochs, type WitnessStep } from "@bridle/ledger";
import { nodeCrypto, SqliteWitnessStore } from "@bridle/server/ledger";
import { CommandFault, type CommandIo, exit, UsageError } from "./command-io.ts";
import { createKeyFile, readKeyFile } from "./key-file.ts";
import { readOptions, readPolicy, required } from "./options.ts";
import { httpResources } from "./resource-folder.ts";
import { witnessServer } from "./witness-server.ts";

/** A witness that runs until it is stopped. */
export interface RunningWitness {
  readonly server: Server;
  stop(): Promise<void>;
}

/**
 * `bridle witness`: cosigns the logs that a policy names, and nothing that contradicts what it saw. The
 * data folder holds its key and its memory; it must never go back to an older copy. With `--audit PREFIX`
 * it is an auditor of that key directory; an auditor's key signs nothing else.
 */
export async function witnessCommand(
  args: readonly string[],
  io: CommandIo,
  until: (running: RunningWitness) => Promise<void> = untilStopped,
): Promise<number> {
  const options = readOptions(args, ["data", "name", "policy", "host", "port", "audit"]);
  const folder = required(options, "data");
  const { logs } = readPolicy(required(options, "policy"));
  if (logs.length === 0) throw new UsageError("the policy names no log");
  const keyPath = join(folder, "witness.key");
  const named = existsSync(keyPath)
    ? readKeyFile(keyPath, "cosignature")
    : createKeyFile(keyPath, { name: required(options, "name"), kind: "cosignature" });
  const store = new SqliteWitnessStore(join(folder, "witness.sqlite"));
  const watched = { crypto: nodeCrypto, ...named, logs: logs.map(({ key }) => key), store, nowSeconds };
  const audited = options.named.get("audit");
  const env = audited === undefined ? watched : { ...watched, examine: replaying(audited) };
  const server = witnessServer(env, () => io.stderr("a request failed; nothing was signed for it"));
  const host = options.named.get("host") ?? "127.0.0.1";
  server.listen(portOf(options.named.get("port") ?? "8787"), host);
  await Promise.race([once(server, "listening"), failure(server)]);
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  io.stdout(`${formatVerifierKey(named.key)}\nlistening on http://${host}:${port}\n`);
  await until({
    server,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  });
  store.close();
  return exit.done;
}

/** Makes the witness an auditor of the key directory behind a prefix: it replays each epoch before it signs. */
function replaying(prefix: string): (step: WitnessStep) => Promise<boolean> {
  const source = publishedEpochs(nodeCrypto.sha256, httpResources(prefix));
  return (step) => auditStep(nodeCrypto, source, step);
}

async function untilStopped(running: RunningWitness): Promise<void> {
  await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  await running.stop();
}

async function failure(server: Server): Promise<never> {
  await once(server, "error");
  throw new CommandFault("the address is in use or not ours");
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

function portOf(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 65_536;
  if (port > 65_535) throw new UsageError("--port takes a number up to 65535");
  return port;
}
