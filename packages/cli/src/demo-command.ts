import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createClient,
  type Client,
  type Events,
  type MethodName,
  type ParamsOfMethod,
  type ResultOf,
} from "@bridle/client";
import { openNodePlatform, type NodePlatform } from "@bridle/client/node";
import { startServer } from "@bridle/server";
import type { DemoCommand } from "./arguments.ts";
import { exitFault, exitOk } from "./exit-codes.ts";
import { log } from "./log.ts";
import { staticDir } from "./serve-command.ts";
import { stopSignal } from "./stop-signal.ts";
import { build } from "./version.ts";

// A look at Bridle without a second person: a server of its own in a folder that goes away again, and sample
// people who really are on it, one of whom waits for you behind an invite.

/** So that a look at the public log of keys needs no patience. */
const DEMO_EPOCH_MS = 5_000;

interface Sample {
  readonly name: string;
  readonly client: Client;
  readonly platform: NodePlatform;
}

/** Runs the demo until a signal comes. The exit code. */
export async function runDemo(command: DemoCommand): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "bridle-demo-"));
  const stop = stopSignal();
  const samples: Sample[] = [];
  try {
    const server = await startServer({
      dataDir: join(folder, "server"),
      host: "127.0.0.1",
      port: command.port,
      registration: "open",
      settings: { directoryEpochMs: DEMO_EPOCH_MS },
      staticDir,
    });
    const arrive = async (name: string, handle: string): Promise<Sample> => {
      const sample = await openSample(join(folder, handle), server.url, name);
      samples.push(sample);
      await call(sample, "register", { displayName: name, handle });
      return sample;
    };
    const amira = await arrive("Amira", "amira-news");
    const tomas = await arrive("Tomás", "tomas-law");
    await chat(amira, tomas);
    const { link } = await call(amira, "invite.create", {});
    host(amira, tomas);
    process.stdout.write(
      `Bridle's demo is ready. Open this invite in a browser and pick a name:\n\n  ${link}\n\n` +
        "Amira is there and answers. Give yourself a handle, and Tomás will introduce himself.\n" +
        "Ctrl-C stops it; nothing of it is kept.\n",
    );
    await stop.stopped;
    await server.close();
    return exitOk;
  } catch (thrown) {
    log(`the demo could not run: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitFault;
  } finally {
    for (const { client, platform } of samples) {
      await client.close();
      platform.close();
    }
    rmSync(folder, { recursive: true, force: true });
    stop.release();
  }
}

async function openSample(dataDir: string, server: string, name: string): Promise<Sample> {
  const platform = await openNodePlatform({ dataDir });
  if (!platform.ok) throw new Error(platform.error.kind);
  const client = createClient(platform.value, { server, build });
  if (!client.ok) throw new Error(client.error);
  client.value.start();
  return { name, client: client.value, platform: platform.value };
}

async function call<M extends MethodName>(
  sample: Sample,
  name: M,
  params: ParamsOfMethod<M>,
): Promise<ResultOf<M>> {
  const result = await sample.client.call(name, params);
  if (!result.ok) throw new Error(`${sample.name}, ${name}: ${result.error.kind}`);
  return result.value;
}

/** The two know each other already and have talked. */
async function chat(amira: Sample, tomas: Sample): Promise<void> {
  const { link } = await call(tomas, "invite.create", {});
  const { conversationId } = await call(amira, "invite.use", { link });
  await call(amira, "message.send", { conversationId, text: "Are the minutes from the hearing public?" });
  await sleep(200);
  await call(tomas, "message.send", {
    conversationId,
    text: "From Thursday on. I'll send you the docket number.",
  });
}

const GREETING = [
  "Hello, and welcome.",
  "This is a real conversation: what we write is encrypted on your device and on mine, and the server between us can't read it.",
  "Write me something. Or open my name at the top and look at our safety number.",
];
const ANSWERS = [
  "Got it.",
  "I have it here. It arrived in order, and once: that is what the double tick means.",
  "You can reply to a single message, edit what you wrote, or take it back.",
  "Try closing the tab and opening it again. Nothing is lost.",
];

/** Amira greets whoever comes by the invite, and answers. */
function host(amira: Sample, tomas: Sample): void {
  const known = new Set<string>();
  let answered = 0;
  amira.client.subscribe((event) => {
    if (event.name === "conversation") void greet(amira, tomas, { known, data: event.data }).catch(quiet);
    if (event.name === "message" && known.has(event.data.conversationId)) {
      const text = ANSWERS[answered++ % ANSWERS.length] ?? "";
      void say(amira, event.data.conversationId, { text, read: event.data.messageId }).catch(quiet);
    }
  });
}

async function greet(
  amira: Sample,
  tomas: Sample,
  arrived: { readonly known: Set<string>; readonly data: Events["conversation"] },
): Promise<void> {
  const { conversationId } = arrived.data;
  const conversations = await call(amira, "conversation.overview", {});
  const found = conversations.find((conversation) => conversation.conversationId === conversationId);
  if (found === undefined || found.contact.cameBy !== "my_invite" || arrived.known.has(conversationId))
    return;
  arrived.known.add(conversationId);
  for (const text of GREETING) await say(amira, conversationId, { text });
  const { handle } = found.contact;
  if (handle === undefined) return;
  await sleep(4_000);
  const text = "Amira told me about you. I'm a lawyer; write me if you ever need one.";
  await call(tomas, "introduction.send", { handle, text });
}

async function say(
  from: Sample,
  conversationId: Events["message"]["conversationId"],
  said: { readonly text: string; readonly read?: Events["message"]["messageId"] },
): Promise<void> {
  if (said.read !== undefined) await call(from, "message.read", { conversationId, messageId: said.read });
  await sleep(700);
  await call(from, "typing", { conversationId });
  await sleep(900 + 12 * said.text.length);
  await call(from, "message.send", { conversationId, text: said.text });
}

/** The visitor left or blocked: nothing to say to anybody. */
function quiet(): void {}
