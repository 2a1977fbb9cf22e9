import { open } from "node:fs/promises";
import process from "node:process";
import { type Client, createClient } from "@bridle/client";
import { openNodePlatform, type PlatformRefusal } from "@bridle/client/node";
import { err, ok, type Result } from "@bridle/protocol";
import type { ClientCommand } from "./arguments.ts";
import { exitFault, exitOk } from "./exit-codes.ts";
import { notificationLine } from "./json-rpc.ts";
import { lineWriter } from "./line-writer.ts";
import { log } from "./log.ts";
import { answerRequests, type LineSink } from "./rpc-loop.ts";
import { stopSignal } from "./stop-signal.ts";
import { build } from "./version.ts";

/** Runs a client until stdin ends, its reader goes away or a signal comes. The exit code. */
export async function runClient(command: ClientCommand): Promise<number> {
  const passphrase = await readPassphrase(command.passphraseFile);
  if (!passphrase.ok) return fault(`--passphrase-file: ${passphrase.error}`);
  const platform = await openNodePlatform({ dataDir: command.data, passphrase: passphrase.value });
  if (!platform.ok) return fault(openingRefused(platform.error));
  try {
    const client = createClient(platform.value, { server: command.server, build });
    return client.ok
      ? await converse(client.value)
      : fault(openingRefused({ kind: client.error, detail: command.data }));
  } finally {
    platform.value.close();
  }
}

async function converse(client: Client): Promise<number> {
  const output = lineWriter(process.stdout);
  const stop = stopSignal();
  const readerGone = Promise.withResolvers<"reader_gone">();
  process.stdout.on("error", () => readerGone.resolve("reader_gone"));
  notify(client, output);
  client.start();
  // It fails only when its answers, or its questions, have nowhere to go to or come from any more.
  const conversation = answerRequests(process.stdin, output, {
    api: client,
    onFault: (thrown) =>
      log(`internal error: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`),
  }).then(
    () => "stdin_ended" as const,
    () => "reader_gone" as const,
  );
  const end = await Promise.race([conversation, stop.stopped, readerGone.promise]);
  process.stdin.destroy();
  const code = end === "reader_gone" ? exitFault : exitOk;
  // Closing may wait for an answer that will not come any more, and then Node ends by itself: with this code.
  process.exitCode = code;
  await client.close();
  stop.release();
  return code;
}

// Events are lines in the order in which they happened, and a message counts as told when its line was
// written. A write that fails means that the reader is gone, which ends the process; what it didn't see
// stays untold, for the next one.
function notify(client: Client, output: LineSink): void {
  const never = new Promise<void>(() => {});
  client.subscribe((event) => output.write(notificationLine(event.name, event.data)).catch(() => never));
}

const passphraseBytesMax = 1024;

async function readPassphrase(path: string | undefined): Promise<Result<string | undefined, string>> {
  if (path === undefined) return ok(undefined);
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(new Uint8Array(passphraseBytesMax + 1));
      if (bytesRead > passphraseBytesMax) return err(`more than ${passphraseBytesMax} bytes`);
      const text = new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, bytesRead));
      const [line = ""] = text.split(/\r?\n/, 1);
      return line === "" ? err("its first line is empty") : ok(line);
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return err(thrown instanceof TypeError ? "not UTF-8" : String(thrown));
  }
}

function openingRefused({ kind, detail }: PlatformRefusal): string {
  const sentences: Readonly<Record<PlatformRefusal["kind"], string>> = {
    locked_by_another_process: "another process uses this data folder",
    passphrase_required: "this data folder needs its passphrase: --passphrase-file",
    wrong_passphrase: "wrong passphrase",
    newer_store: "this data folder was written by a newer version of bridle; it was not touched",
    damaged_store: "the store in this data folder is damaged or incomplete",
    unusable_folder: "the data folder can't be made or used",
    storage_full: "no space left on the device",
  };
  return `${kind}: ${sentences[kind]} (${detail})`;
}

function fault(message: string): number {
  log(message);
  return exitFault;
}
