import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseOrder } from "@bridle/desk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DeskPerson, deskLink } from "./desk-person.ts";
import { cutOff, objections, photograph } from "./looked-at.ts";
import { ServedApp } from "./served-app.ts";
import { Stranger } from "./stranger.ts";

// A court's order from its text to a refused sign-in and back: the real server, an analyst and counsel in two browsers.

const app = new ServedApp();
const text = readFileSync(new URL("../../server/test/fixtures/order.json", import.meta.url), "utf8");
let ada: DeskPerson;
let cora: DeskPerson;
let wrecker: Stranger;
let bystander: Stranger;

beforeAll(async () => {
  const url = await app.start();
  [ada, cora] = await Promise.all([DeskPerson.come(), DeskPerson.come()]);
  await ada.join(deskLink(app.server.dataDir, "analyst"), "Ada");
  await cora.join(deskLink(app.server.dataDir, "counsel"), "Cora");
  wrecker = await Stranger.register(url);
  for (const handle of Array.from({ length: 12 }, (_, at) => `person-${at}`)) {
    (await Stranger.register(url, handle)).leave();
    await wrecker.strike(handle);
  }
  bystander = await Stranger.register(url);
});

afterAll(async () => {
  wrecker.leave();
  bystander.leave();
  await Promise.all([ada.leave(), cora.leave()]);
  await app.remove();
});

const goTo = (who: DeskPerson, hash: string) => who.page.evaluate((to) => location.assign(to), hash);

/** Ada keeps a version of the order and proposes it; counsel confirms it. */
async function confirm(version: string): Promise<void> {
  await goTo(ada, "#/orders");
  await ada.page.getByLabel(ada.text("orders.text")).fill(version);
  await ada.button("orders.keep").click();
  await expect.poll(() => ada.page.getByLabel(ada.text("orders.text")).inputValue()).toBe("");
  await ada.page.getByRole("link", { name: /Lighthouse/ }).click();
  await ada.button("orders.propose").click();
  await approve();
  await ada.page.getByText(ada.text("orders.confirmed")).waitFor();
}

async function approve(): Promise<void> {
  await goTo(cora, "#/overview");
  await cora.button("proposal.approve").click();
  await cora.page.getByText(cora.text("overview.nothingWaits")).waitFor();
}

it("[W48] an order asks for something, counsel approves it, and the gate obeys and says why", async () => {
  await confirm(text);
  await ada.page.getByText(ada.text("asks.none")).waitFor();
  await ada.page.getByLabel(ada.text("party.subject")).fill(wrecker.accountId);
  await ada.page.getByLabel(ada.text("party.grade")).selectOption("suspected");
  await ada.button("party.record").click();
  await ada.page.getByText(ada.text("order.ask.isItThem")).waitFor();
  await photograph(ada.page, "desk-order-asks-question-en-light-1280");
  expect(await ada.button("asks.propose").count()).toBe(0);
  await ada.page.getByLabel(ada.text("party.grade")).selectOption("found");
  await ada.button("party.record").click();
  await ada.page.getByText(ada.text("ask.suspendAccount")).waitFor();
  await ada.page.getByText(ada.text("asks.nothingHere")).waitFor();
  expect(await objections(ada.page)).toEqual([]);
  await photograph(ada.page, "desk-order-asks-en-light-1280");
  await ada.button("asks.propose").click();
  await ada.page.getByText(ada.text("asks.proposed")).waitFor();
  expect(await wrecker.comeAgain()).toBe(true);

  await goTo(cora, "#/overview");
  await cora.page.getByText("¶ 1 (p. 1)").waitFor();
  await cora.page.getByText(wrecker.accountId).waitFor();
  expect(await objections(cora.page)).toEqual([]);
  await photograph(cora.page, "desk-order-proposal-en-light-1280");
  await approve();
  expect(await wrecker.comeAgain()).toBe(false);
  expect(await bystander.comeAgain()).toBe(true);
  await ada.page.getByText(ada.text("asks.done")).waitFor();
  await goTo(cora, "#/log");
  const imposed = cora.page.getByRole("listitem").filter({ hasText: cora.text("event.controlImposed") });
  await imposed.getByText(cora.text("basis.order")).waitFor();
  await imposed.getByText("¶ 1 (p. 1)").waitFor();
  await photograph(cora.page, "desk-log-order-en-light-1280");
});

it("[W49] says what is due, what came and what was breached, and saves it as a page and as ODRL", async () => {
  const { page } = ada;
  const part = (key: "orders.duties" | "orders.breaches") =>
    page.getByRole("region", { name: ada.text(key) });
  await part("orders.duties").getByText(ada.text("order.duty.receivedLate")).waitFor();
  await part("orders.duties").getByText(ada.text("order.duty.askCounsel")).waitFor();
  await part("orders.duties").getByText(ada.text("received.certificate")).waitFor();
  await part("orders.breaches")
    .getByText(ada.text("orders.evidence", { count: 1 }))
    .waitFor();
  const saved = async (key: "orders.print" | "orders.odrl"): Promise<string> => {
    const [file] = await Promise.all([page.waitForEvent("download"), ada.button(key).click()]);
    return readFileSync(await file.path(), "utf8");
  };
  const printed = await saved("orders.print");
  expect(printed).toContain("<h1>Lighthouse v. Wrecker</h1>");
  expect(printed).toContain("¶ 3 (p. 3)");
  expect(JSON.parse(await saved("orders.odrl"))).toMatchObject({
    "@type": "Set",
    uid: "urn:bridle:order:harbour:1",
    "bridle:status": "inForce",
  });
  // Before anything came and anybody had breached it.
  await page.getByRole("slider").press("Home");
  await part("orders.breaches").getByText(ada.text("orders.noBreaches")).waitFor();
  await page.getByRole("slider").press("End");
});

it("[W48] evidence that the order asks for is kept in the case file, which says so, until counsel ends it", async () => {
  await goTo(ada, "#/findings");
  await ada.page.getByRole("checkbox").first().click({ timeout: 120_000 });
  await ada.button("findings.open", { count: 1 }).click();
  await ada.button("case.confirm").waitFor();
  const caseAddress = new URL(ada.page.url()).hash;
  await goTo(ada, "#/orders");
  await ada.page.getByText(ada.text("orders.toLookAt", { count: 1 })).waitFor();
  await ada.page.getByRole("link", { name: /Lighthouse/ }).click();
  await ada.button("asks.propose").click();
  await ada.page.getByText(ada.text("asks.proposed")).waitFor();
  await approve();
  await goTo(ada, caseAddress);
  await ada.page.getByText("a".repeat(64)).waitFor();
  expect(await ada.button("asks.release").count()).toBe(0);
  await goTo(cora, caseAddress);
  await cora.button("asks.release").waitFor();
  expect(await objections(cora.page)).toEqual([]);
  await cora.button("asks.release").scrollIntoViewIfNeeded();
  await photograph(cora.page, "desk-case-kept-en-light-1280");
  await cora.button("asks.release").click();
  await cora.button("asks.release").waitFor({ state: "detached" });
  // A paper that is no order: only counsel keeps a file by it, and only its hash leaves the page.
  const paper = Buffer.from("We act for two of those who were called.");
  await cora.page.locator(".file-choice").setInputFiles({
    name: "claim.pdf",
    mimeType: "application/pdf",
    buffer: paper,
  });
  await cora.button("holds.place").click();
  const paperHash = createHash("sha256").update(paper).digest("hex");
  await cora.page.getByText(paperHash).waitFor();
  expect(await objections(cora.page)).toEqual([]);
  await cora.button("holds.place").scrollIntoViewIfNeeded();
  await photograph(cora.page, "desk-case-kept-by-counsel-en-light-1280");
  await goTo(ada, caseAddress);
  await ada.page.getByText(paperHash).waitFor();
  expect(await ada.button("holds.place").count()).toBe(0);
  await cora.button("asks.release").click();
  await cora.page.getByText(paperHash).waitFor({ state: "detached" });
  await goTo(ada, "#/orders");
  await ada.page.getByRole("link", { name: /Lighthouse/ }).click();
});

it("[W48] what one person enters is shown as doubt, and the refusal ends when counsel confirms the stay", async () => {
  const order = parseOrder(text);
  if (!order.ok) throw new Error("the sample is an order");
  const stay = {
    what: "stayed",
    id: "stay",
    date: "2025-06-01",
    knownAt: "2025-06-02T00:00:00Z",
    standing: "verified",
    kind: "pendingAppeal",
    norms: null,
    until: null,
    days: null,
  };
  const stayed = JSON.stringify({ ...order.value, events: [...order.value.events, stay] });
  await goTo(ada, "#/orders");
  await ada.page.getByLabel(ada.text("orders.text")).fill(stayed);
  await ada.button("orders.keep").click();
  await ada.page.getByRole("link", { name: /Lighthouse/ }).click();
  await ada.page.getByText(ada.text("asks.doubted")).waitFor();
  await ada.page.getByText(ada.text("order.ask.newer")).first().waitFor();
  expect(await wrecker.comeAgain()).toBe(false);
  await ada.page.getByText(ada.text("asks.doubted")).scrollIntoViewIfNeeded();
  await photograph(ada.page, "desk-order-doubted-en-light-1280");

  await ada.button("orders.propose").click();
  await approve();
  await ada.page.getByText(ada.text("asks.ended")).waitFor();
  await ada.page.getByText(ada.text("order.notBound.stayed")).first().waitFor();
  expect(await wrecker.comeAgain()).toBe(true);

  await ada.page.setViewportSize({ width: 320, height: 800 });
  expect(await cutOff(ada.page)).toEqual([]);
  await ada.page.setViewportSize({ width: 1280, height: 800 });
  await ada.page.getByText("العربية").click();
  await ada.page.emulateMedia({ colorScheme: "dark" });
  await ada.page.getByText("موقوف التنفيذ", { exact: true }).first().waitFor();
  expect(await objections(ada.page)).toEqual([]);
  await photograph(ada.page, "desk-order-ar-dark-1280");
  await goTo(cora, "#/controls");
  await cora.page.getByText(cora.text("order.notBound.stayed")).waitFor();
  expect(await objections(cora.page)).toEqual([]);
});
