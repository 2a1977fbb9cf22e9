import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { periodAt, periodText } from "@bridle/desk";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DeskPerson, deskLink } from "./desk-person.ts";
import { cutOff, objections, photograph } from "./looked-at.ts";
import { ServedApp } from "./served-app.ts";

// The public report at the desk: what runs, what is due, and what the public then reads.

const HALF_YEAR_MS = 184 * 24 * 60 * 60 * 1000;
const due = periodAt(Date.now() - HALF_YEAR_MS);
const app = new ServedApp();
let ada: DeskPerson;
let omar: DeskPerson;

beforeAll(async () => {
  await app.start();
  // As if this desk had begun half a year ago.
  const db = new DatabaseSync(join(app.server.dataDir, "desk.db"));
  db.prepare("UPDATE report_start SET period = ?").run(due);
  db.prepare("INSERT INTO report_count VALUES (?, 'signal.callRefused', 37)").run(due);
  db.close();
  [ada, omar] = await Promise.all([DeskPerson.come(), DeskPerson.come()]);
  await ada.join(deskLink(app.server.dataDir, "lead"), "Ada");
  await omar.join(deskLink(app.server.dataDir, "auditor"), "Omar");
  for (const { page } of [ada, omar]) await page.evaluate(() => location.assign("#/report"));
});

afterAll(async () => {
  await Promise.all([ada.leave(), omar.leave()]);
  await app.remove();
});

async function fits(page: Page): Promise<void> {
  expect(await objections(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await cutOff(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
}

it("[W44] a lead publishes what is due after being asked once more, and it stands in the log", async () => {
  const { page } = ada;
  const period = periodText(due, "en");
  await omar.page.getByText(omar.text("report.others")).waitFor();
  expect(await omar.button("report.publish").count()).toBe(0);
  await page.getByText(ada.text("report.read")).click();
  expect(await page.getByText("20 to 49", { exact: true }).count()).toBe(1);
  await ada.button("report.publish").click();
  await page.getByText(ada.text("report.sure", { period })).waitFor();
  await photograph(page, "desk-report-due-en-light-1280");
  await ada.button("action.cancel").click();
  await page.getByText(ada.text("report.none")).waitFor();
  await ada.button("report.publish").click();
  await ada.button("report.publish").click();
  await page.getByRole("link", { name: ada.text("report.open", { period }) }).waitFor();
  await page.getByRole("link", { name: ada.text("report.proof") }).waitFor({ timeout: 100_000 });
  expect(await ada.button("report.publish").count()).toBe(0);
  await fits(page);
  await photograph(page, "desk-report-en-light-1280");
  await omar.page.getByRole("link", { name: omar.text("report.proof") }).waitFor();
});

it("[W44] the preview is what the public would read, in ranges, in both languages", async () => {
  const { page } = ada;
  const row = page.getByRole("row", { name: "Calls refused for want of consent" });
  expect(await row.getByText("fewer than 10").count()).toBe(1);
  await page.getByText("العربية").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByRole("heading", { name: /^حتى الآن/ }).waitFor();
  expect(await page.getByText("أقل من 10").count()).toBeGreaterThan(20);
  await fits(page);
  await photograph(page, "desk-report-ar-dark-1280");
  await page.getByText("English").click();
  await page.emulateMedia({ colorScheme: "light" });
});

it("[S154] the public page has its style under its policy, runs nothing, and says what was counted", async () => {
  const page = omar.page;
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  for (const [path, told, name] of [
    [due, "20 to 49", "transparency-en-light-1280"],
    [`${due}/ar`, "من 20 إلى 49", "transparency-ar-light-1280"],
  ] as const) {
    await page.goto(`${app.server.url}/transparency/${path}`);
    expect(await page.getByText(told, { exact: true }).count()).toBe(1);
    const collapse = await page
      .locator("table")
      .first()
      .evaluate((table) => getComputedStyle(table).borderCollapse);
    expect(collapse).toBe("collapse");
    await photograph(page, name);
  }
  await page.goto(`${app.server.url}/transparency`);
  await page.getByRole("link", { name: "proof from the log" }).waitFor();
  await photograph(page, "transparency-list-en-light-1280");
  expect(complaints).toEqual([]);
});
