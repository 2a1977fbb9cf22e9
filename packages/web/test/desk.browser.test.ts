import { afterAll, beforeAll, expect, it } from "vitest";
import { DeskPerson, deskLink } from "./desk-person.ts";
import { objections } from "./looked-at.ts";
import { ServedApp } from "./served-app.ts";

const app = new ServedApp();
let ada: DeskPerson;
let omar: DeskPerson;

beforeAll(async () => {
  await app.start();
  [ada, omar] = await Promise.all([DeskPerson.come(), DeskPerson.come()]);
});

afterAll(async () => {
  await Promise.all([ada.leave(), omar.leave()]);
  await app.remove();
});

it("[W40] two people join by one-time links and passkeys, leave, and come back by their passkeys", async () => {
  const link = deskLink(app.server.dataDir, "lead");
  await ada.join(link, "Ada");
  expect(new URL(ada.page.url()).hash).not.toContain("join");
  await omar.join(deskLink(app.server.dataDir, "analyst"), "Omar");
  await omar.page.getByRole("link", { name: omar.text("nav.people"), exact: true }).click();
  await expect.poll(() => omar.page.locator(".desk-row").allInnerTexts()).toHaveLength(2);

  await ada.button("me.leave").click();
  await ada.button("signIn.action").click();
  await ada.page.locator(".desk").waitFor();
  await ada.page.reload();
  await ada.page.locator(".desk").waitFor();
  expect(await objections(ada.page)).toEqual([]);
});

it("[W40] a link opens the desk once, and a stranger's passkey doesn't", async () => {
  const eve = await DeskPerson.come();
  const link = deskLink(app.server.dataDir, "auditor");
  await eve.page.goto(`${new URL(link).origin}/desk`);
  await eve.button("signIn.action").click();
  await eve.page.getByRole("alert").waitFor();
  expect(await objections(eve.page)).toEqual([]);
  await eve.page.goto("about:blank");
  await eve.join(link, "Eve");
  await eve.page.goto("about:blank");
  await eve.page.goto(link);
  // Still signed in; as somebody else the link is dead.
  await eve.page.locator(".desk").waitFor();
  await eve.button("me.leave").click();
  await eve.page.goto("about:blank");
  await eve.page.goto(link);
  await eve.page.getByLabel(eve.text("join.name")).fill("Mallory");
  await eve.button("join.action").click();
  await eve.page.getByText(eve.text("refusal.link_not_usable")).waitFor();
  await eve.leave();
});
