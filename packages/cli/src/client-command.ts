import process from "node:process";
import { type Client, createClient } from "@bridle/client";
import { openNodePlatform } from "@bridle/client/node";
import type { ClientCommand } from "./arguments.ts";
import { exitFault, exitOk } from "./exit-codes.ts";
import { notificationLine } from "./json-rpc.ts";
import { lineWriter } from "./line-writer.ts";
import { log } from "./log.ts";
import { openingRefused, readPassphrase } from "./opening.ts";
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

function fault(message: string): number {
  log(message);
  return exitFault;
}
