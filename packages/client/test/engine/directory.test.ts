import { acquainted, openWorld, type Person, type World } from "@bridle/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

// An honest server's key directory, as the people on it see it.

let world: World;
beforeEach(async () => {
  world = await openWorld({ directory: { epochMs: 300 } });
});
afterEach(async () => {
  await world.close();
});

const settled = (person: Person, state: string): Promise<boolean> =>
  person.until(async () => {
    const { keys } = await person.do("directory.check", {});
    return keys.state === state ? true : undefined;
  });

test("[E40] one's own chain and a contact's are found in the log; nobody witnesses it, and that is said", async () => {
  const { alice, bob } = await acquainted(world);
  await settled(alice, "unaudited");
  const [contact] = await alice.do("contact.list", {});
  const about = () => alice.do("contact.get", { accountId: contact!.accountId });
  await alice.until(async () => ((await about()).keys.state === "unaudited" ? true : undefined));
  const status = await alice.do("directory.status", {});
  expect(status).toMatchObject({ witnesses: [], auditors: [], changed: false, evidence: [] });
  expect(contact).not.toHaveProperty("keys");
  await settled(bob, "unaudited");
});

test("[E44] contacts tell each other their checkpoint, once", async () => {
  const { alice, bob, conversationId } = await acquainted(world);
  await settled(alice, "unaudited");
  await settled(bob, "unaudited");
  await settled(alice, "unaudited");
  await alice.until(() => (alice.isSettled() ? true : undefined));
  const told = alice.platform.database.get("SELECT count(*) AS n FROM directory_told")?.["n"];
  expect(told).toBe(1);
  expect(bob.events.filter(({ name }) => name === "warning")).toEqual([]);
  const timeline = await bob.do("conversation.timeline", { conversationId });
  expect(timeline.map((entry) => (entry.kind === "notice" ? entry.notice : "message"))).toEqual(["started"]);
});
