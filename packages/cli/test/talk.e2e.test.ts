import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientProcess, ServerProcess } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder: string;
let server: ServerProcess;
let clients: ClientProcess[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bridle-e2e-"));
  server = await new ServerProcess(join(folder, "server")).start();
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.kill();
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

function client(name: string): ClientProcess {
  const made = new ClientProcess(join(folder, name), () => server.url).start();
  clients.push(made);
  return made;
}

interface Sent {
  readonly messageId: string;
  readonly at: number;
}
interface Listed extends Sent {
  readonly text: string;
  readonly from: string;
}

async function acquainted(): Promise<{ alice: ClientProcess; bob: ClientProcess; conversationId: string }> {
  const [alice, bob] = [client("alice"), client("bob")];
  await alice.do("register", { displayName: "Alice", handle: "alice-1" });
  await bob.do("register", { displayName: "Bob" });
  const { link } = await alice.do<{ link: string }>("invite.create");
  const { conversationId } = await bob.do<{ conversationId: string }>("invite.use", { link });
  await alice.notification("conversation", (params) => params["conversationId"] === conversationId);
  return { alice, bob, conversationId };
}

test("[C4] the documented methods answer in the documented shapes", async () => {
  const { alice, bob, conversationId } = await acquainted();
  const me = await alice.do<{ accountId: string }>("whoami");
  expect(me).toEqual({
    accountId: expect.stringMatching(/^[0-9a-f]{64}$/),
    deviceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    handle: "alice-1",
  });
  const sent = await bob.do<Sent>("message.send", { conversationId, text: "Hi" });
  const { params } = await alice.notification("message");
  expect(params).toEqual({
    messageId: sent.messageId,
    conversationId,
    from: expect.any(String),
    text: "Hi",
    at: sent.at,
  });
  expect(await alice.do("message.list", { conversationId })).toEqual([params]);
  expect(await alice.do("conversation.list")).toEqual([
    { conversationId, name: "Bob", state: "active", members: [me.accountId, params["from"]] },
  ]);
  expect(await alice.do("conversation.members", { conversationId })).toHaveLength(2);
  expect(await alice.do("contact.list")).toEqual([
    { accountId: params["from"], displayName: "Bob", verified: false, blocked: false },
  ]);
  await alice.do("contact.verify", { accountId: params["from"] });
  expect(await alice.do("contact.list")).toMatchObject([{ verified: true }]);
  await alice.do("typing", { conversationId });
  await bob.notification("typing", (said) => said["from"] === me.accountId);
  await alice.do("message.read", { conversationId, messageId: sent.messageId });
  await bob.notification("receipt", (said) => said["kind"] === "read");
});

test("[C5] what arrived while a client was away is notified when it comes back", async () => {
  const { alice, bob, conversationId } = await acquainted();
  expect(await bob.end()).toBe(0);
  const sent = await alice.do<Sent>("message.send", { conversationId, text: "while you were away" });
  const back = client("bob");
  const { params } = await back.notification("message");
  expect(params).toMatchObject({ messageId: sent.messageId, text: "while you were away" });
});

test("[E1] [E6] killing the server and the clients under load loses nothing acked and shows nothing twice", async () => {
  const { alice, bob, conversationId } = await acquainted();
  const acked = new Map<string, string>();
  const send = async (from: ClientProcess, text: string): Promise<void> => {
    const answer = await from.ask("message.send", { conversationId, text });
    const result = answer.result as Sent | undefined;
    if (result !== undefined) acked.set(result.messageId, text);
  };
  let round = 0;
  const burst = (from: ClientProcess, count: number): Promise<void>[] =>
    Array.from({ length: count }, (_, index) => send(from, `round ${round} message ${index}`));

  for (round = 1; round <= 3; round++) {
    const wave = burst(alice, 60);
    await alice.until(() => (acked.size > 20 * round ? true : undefined));
    await server.kill();
    await server.start();
    await Promise.all(wave);
  }
  // The reader dies while it drains, the writer while it sends.
  const wave = burst(alice, 60);
  await bob.kill();
  await Promise.all(wave);
  const bobAgain = client("bob");
  await bobAgain.notification("message");
  await bobAgain.kill();
  const unfinished = burst(alice, 60);
  const size = acked.size;
  await alice.until(() => (acked.size > size + 10 ? true : undefined));
  await alice.kill();
  void unfinished;
  const [aliceAgain, bobThird] = [client("alice"), client("bob")];
  const last = await aliceAgain.do<Sent>("message.send", { conversationId, text: "the last one" });
  await bobThird.notification("message", (params) => params["messageId"] === last.messageId);

  const listed = await bobThird.do<Listed[]>("message.list", { conversationId, limit: 1000 });
  const ids = listed.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [messageId, text] of acked) {
    expect(listed.find((message) => message.messageId === messageId)?.text).toBe(text);
  }
  const own = await aliceAgain.do<Listed[]>("message.list", { conversationId, limit: 1000 });
  expect(own.map(({ messageId }) => messageId)).toEqual(ids);
  const warnings = [...clients].flatMap(({ notifications }) =>
    notifications.filter(
      ({ method, params }) => method === "warning" && params["kind"] !== "introduction_refused",
    ),
  );
  expect(warnings).toEqual([]);
});
