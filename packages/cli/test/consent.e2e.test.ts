import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientProcess, ServerProcess } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

// Consent in every variant, as `bridle client` offers it: real processes, one line of JSON at a time.

let folder: string;
let server: ServerProcess;
let clients: ClientProcess[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bridle-consent-"));
  server = await new ServerProcess(join(folder, "server")).start();
  clients = [];
});
afterEach(async () => {
  for (const client of clients) await client.kill();
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

async function person(name: string, handle?: string): Promise<ClientProcess> {
  const made = new ClientProcess(join(folder, name), () => server.url).start();
  clients.push(made);
  await made.do("register", { displayName: name, ...(handle === undefined ? {} : { handle }) });
  return made;
}

interface Introduction {
  readonly id: string;
  readonly text: string;
}

test("[C4] an introduction is listed, accepted, and becomes a conversation for both", async () => {
  const [alice, bob] = [await person("alice", "alice-3"), await person("bob")];
  expect(await bob.do("introduction.send", { handle: "alice-3", text: "From the library" })).toEqual({});
  const { params } = await alice.notification("introduction");
  const [said] = await alice.do<Introduction[]>("introduction.list");
  expect(said).toEqual(params);
  expect(said).toEqual({
    id: expect.any(String),
    displayName: "bob",
    text: "From the library",
    at: expect.any(Number),
  });
  const made = await alice.do<{ accountId: string; conversationId: string }>("introduction.accept", {
    id: said?.id,
  });
  expect(Object.keys(made).toSorted()).toEqual(["accountId", "conversationId"]);
  const { conversationId } = made;
  await bob.notification("conversation", (shown) => shown["conversationId"] === conversationId);
  const sent = await bob.do<{ messageId: string }>("message.send", { conversationId, text: "Thank you" });
  await alice.notification("message", (shown) => shown["messageId"] === sent.messageId);
});

test("[C4] an introduction that is refused, or sent to nobody, tells its sender nothing", async () => {
  const [alice, bob] = [await person("alice", "alice-4"), await person("bob")];
  await bob.do("introduction.send", { handle: "alice-4", text: "Buy" });
  const { params } = await alice.notification("introduction");
  expect(await alice.do("introduction.refuse", { id: params["id"] })).toEqual({});
  expect(await alice.do("introduction.list")).toEqual([]);
  expect(await alice.refused("introduction.accept", { id: params["id"] })).toBe("unknown_introduction");
  expect(await bob.do("introduction.send", { handle: "nobody-4", text: "Anyone?" })).toEqual({});
  expect(bob.notifications.filter(({ method }) => method !== "connection")).toEqual([]);
  expect(await bob.do("contact.list")).toEqual([]);
});

test("[C4] refusals name their outcome", async () => {
  const alice = await person("alice", "alice-5");
  expect(await alice.refused("register")).toBe("already_registered");
  expect(await alice.refused("invite.use", { link: "https://example.org/" })).toBe("not_an_invite");
  expect(await alice.refused("message.send", { conversationId: "00".repeat(16), text: "x" })).toBe(
    "unknown_conversation",
  );
  expect(await alice.refused("contact.block", { accountId: "00".repeat(32) })).toBe("unknown_contact");
  expect(await alice.refused("introduction.send", { handle: "x", text: "" })).toBe("handle_invalid");
  const { link } = await alice.do<{ link: string }>("invite.create");
  expect(await alice.refused("invite.use", { link })).toBe("own_invite");
});

test("[C4] blocking, unblocking, restoring and deleting", async () => {
  const [alice, bob] = [await person("alice"), await person("bob")];
  const { link } = await alice.do<{ link: string }>("invite.create");
  const { conversationId } = await bob.do<{ conversationId: string }>("invite.use", { link });
  await alice.notification("conversation", (shown) => shown["conversationId"] === conversationId);
  const { accountId } = await bob.do<{ accountId: string }>("whoami");
  expect(await alice.do("contact.block", { accountId })).toEqual({});
  expect(await alice.refused("message.send", { conversationId, text: "x" })).toBe("blocked");
  expect(await alice.do("contact.list")).toMatchObject([{ accountId, blocked: true }]);
  expect(await alice.do("contact.unblock", { accountId })).toEqual({});
  const back = await alice.do<{ messageId: string }>("message.send", { conversationId, text: "back" });
  await bob.notification("message", (shown) => shown["messageId"] === back.messageId);
  expect(await bob.do("account.delete")).toEqual({});
  expect(await bob.refused("whoami")).toBe("not_registered");
});
