import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DeskPerson } from "./desk-person.ts";
import { objections, photograph } from "./looked-at.ts";

// The desk's demo as its command starts it: what the attack left is there for two people who come by their links.

const BIN = resolve(import.meta.dirname, "../../../node_modules/.bin/bridle");
const temporary = mkdtempSync(join(tmpdir(), "bridle-desk-demo-"));
const PLAYING_MS = 500_000;
let demo: ChildProcessWithoutNullStreams;
let said = "";
let ada: DeskPerson;
let omar: DeskPerson;

beforeAll(async () => {
  demo = spawn(BIN, ["demo", "--desk"], { env: { ...process.env, TMPDIR: temporary } });
  let complaints = "";
  demo.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()));
  for await (const line of createInterface({ input: demo.stdout })) {
    said += `${line}\n`;
    if (line.includes("Ctrl-C")) break;
  }
  const [lead = "", analyst = ""] = said.match(/http:\S+#join=\S+/g) ?? [];
  if (analyst === "") throw new Error(`the demo didn't start: ${complaints}`);
  [ada, omar] = await Promise.all([DeskPerson.come(), DeskPerson.come()]);
  await ada.join(lead, "Ada");
  await omar.join(analyst, "Omar");
}, PLAYING_MS);

afterAll(async () => {
  await Promise.all([ada.leave(), omar.leave()]);
  demo.kill("SIGKILL");
  rmSync(temporary, { recursive: true, force: true });
});

const phrase = (name: string): string => new RegExp(`${name}: (.*)`).exec(said)?.[1] ?? "";

it("[C27] [W41] what the attack left is at the desk: signals, findings, and a case with its people", async () => {
  const { page } = ada;
  await page.getByRole("heading", { name: ada.text("overview.signals") }).waitFor();
  await page.locator("canvas").first().waitFor();
  await photograph(page, "desk-demo-overview-en-light-1280");
  await page.getByRole("link", { name: ada.text("findings.title"), exact: true }).click();
  await page
    .getByText(/certain|strong/i)
    .first()
    .waitFor();
  expect(await objections(page)).toEqual([]);
  await photograph(page, "desk-demo-findings-en-light-1280");
  await page.getByRole("link", { name: ada.text("cases.title"), exact: true }).click();
  await page.locator(".desk-main a.desk-row").first().click();
  await page.locator(".desk-table tbody tr").first().waitFor();
  expect(await page.locator(".desk-table tbody tr").count()).toBeGreaterThan(10);
  await photograph(page, "desk-demo-case-en-light-1280");
});

async function unlock(who: DeskPerson, name: string): Promise<void> {
  await who.page.getByLabel(who.text("targets.passphrase")).fill(phrase(name));
  await who.button("targets.unlock").click();
}

it("[C27] [W41] two people confirm it, open everybody who was targeted with two shares, and can tell them", async () => {
  const { page } = ada;
  await ada.button("case.confirm").click();
  const propose = page.getByRole("button", { name: /^Propose to open \d+ people$/ });
  const count = Number(/\d+/.exec(await propose.innerText())?.[0]);
  await propose.click();
  await ada.button("proposal.withdraw").waitFor();
  await omar.page.getByText(omar.text("proposal.openTargets", { count })).click();
  await omar.button("proposal.approve").click();
  await unlock(omar, "Omar");
  await omar.page.locator(".callout-plain").waitFor();
  await unlock(ada, "Ada");
  await page.getByText(ada.text("targets.opened", { count })).waitFor({ timeout: 100_000 });
  await page.getByRole("button", { name: /^Propose to tell \d+ people$/ }).waitFor();
  expect(count).toBeGreaterThan(10);
  expect(await objections(page)).toEqual([]);
});

it("[C27] it stops at a signal, and nothing of it is kept", async () => {
  const gone = once(demo, "close");
  demo.kill("SIGTERM");
  expect(await gone).toEqual([0, null]);
  expect(readdirSync(temporary)).toEqual([]);
});
