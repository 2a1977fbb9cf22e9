import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { type LogPorts, LogWriter, type OpenRefusal, type Policy, type StopReason } from "@bridle/ledger";
import { httpWitness, nodeCrypto, SqliteLogStore } from "@bridle/server/ledger";
import { CommandFault, UsageError } from "./command-io.ts";
import { createKeyFile, type NamedKey, readKeyFile } from "./key-file.ts";

/** A log in a folder: `log.sqlite` and `log.key`. */
export interface LocalLog {
  readonly named: NamedKey;
  readonly store: SqliteLogStore;
}

const databaseName = "log.sqlite";
const keyName = "log.key";

/** Makes an empty log with a new key. */
export function createLocalLog(folder: string, origin: string): LocalLog {
  mkdirSync(folder, { recursive: true });
  const named = createKeyFile(join(folder, keyName), { name: origin, kind: "ed25519" });
  return { named, store: new SqliteLogStore(join(folder, databaseName)) };
}

/** Opens the log in a folder, to read it or to write on. */
export function openLocalLog(folder: string): LocalLog {
  if (!isLocalLog(folder)) throw new UsageError(`${folder} has no log; make one with: bridle ledger init`);
  const named = readKeyFile(join(folder, keyName), "ed25519");
  return { named, store: new SqliteLogStore(join(folder, databaseName)) };
}

/** Whether a folder is a log of ours, not a mirror's copy. */
export function isLocalLog(folder: string): boolean {
  return existsSync(join(folder, databaseName));
}

/** The log's writer. Witnesses are those of the policy; each needs its URL there. Throws `CommandFault`. */
export async function openWriter(local: LocalLog, policy: Policy | undefined): Promise<LogWriter> {
  const opened = await LogWriter.open(portsOf(local, policy));
  if (opened.ok) return opened.value;
  throw new CommandFault(explain(opened.error));
}

/** A refusal of the writer in one plain line. */
export function explain(why: OpenRefusal | StopReason): string {
  switch (why.kind) {
    case "rolled_back":
      return `${why.witness} has seen ${why.witnessed} entries and this log has ${why.ours}: it was restored from an old copy; nothing was signed`;
    case "forked":
      return `${why.witness} has seen another log under this name; nothing was published`;
    case "no_quorum":
      return "too few witnesses answered; try again";
    case "not_the_writer":
      return "another process writes this log";
    case "corrupt_store":
      return `the log is damaged at ${why.resource}`;
    case "store_failed":
      return "the log could not be written";
    default:
      return "the log is closed";
  }
}

function portsOf(local: LocalLog, policy: Policy | undefined): LogPorts {
  const witnesses = (policy?.witnesses ?? []).map((party) => {
    if (party.url === undefined) throw new UsageError(`the policy names no URL for ${party.key.name}`);
    return httpWitness(party, party.url);
  });
  return {
    crypto: nodeCrypto,
    store: local.store,
    ...local.named,
    witnesses,
    quorum: policy?.quorum ?? { kind: "none" },
    clock: { wait: (ms) => setTimeout(ms) },
  };
}
