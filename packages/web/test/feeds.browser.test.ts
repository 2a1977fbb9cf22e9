import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DeskPerson, deskLink } from "./desk-person.ts";
import { cutOff, objections, photograph } from "./looked-at.ts";
import { ServedApp } from "./served-app.ts";
import { Stranger } from "./stranger.ts";

// Researchers' feeds at the desk: the real server, the real command line, and somebody who arrives from an address
// that a feed names.

const DAY_MS = 24 * 60 * 60 * 1000;
const app = new ServedApp();
let otto: DeskPerson;

beforeAll(async () => {
  await app.start();
  otto = await DeskPerson.come();
  await otto.join(deskLink(app.server.dataDir, "auditor"), "Otto");
});

afterAll(async () => {
  await otto.leave();
  await app.remove();
});

function stix(patterns: readonly string[], daysOld: number): string {
  const modified = new Date(Date.now() - daysOld * DAY_MS - 1_000).toISOString();
  const malware = { type: "malware", id: "malware--1", name: "Predator", modified };
  const indicators = patterns.map((pattern, at) => ({
    type: "indicator",
    id: `indicator--${at}`,
    pattern,
    modified,
  }));
  return JSON.stringify({ type: "bundle", objects: [malware, ...indicators] });
}

const lists = {
  "lab/predator.stix2": {
    content: stix(
      [
        "[ipv4-addr:value='8.8.4.4']",
        "[domain-name:value='bad.example']",
        "[ipv4-addr:value='192.168.0.1']",
        "[file:hashes.md5='d41d8cd98f00b204e9800998ecf8427e']",
      ],
      12,
    ),
    licence: "CC-BY-4.0",
  },
  "lab/older.stix2": { content: stix(["[domain-name:value='past.example']"], 900), licence: "MIT" },
  "other/limited.stix2": {
    content: stix(["[domain-name:value='more.example']"], 3),
    licence: "CC-BY-NC-SA-4.0",
  },
};

/** What whoever runs the machine does: a list in a folder, and the command. */
function takeIn(): void {
  const folder = resolve(app.server.dataDir, "../list");
  const feeds = Object.entries(lists).map(([file, { content, licence }]) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
    const sha256 = createHash("sha256").update(content).digest("hex");
    return { file, sha256, publishers: ["Example Lab"], licence, references: [] };
  });
  writeFileSync(join(folder, "feeds.json"), JSON.stringify({ feeds }));
  const bin = resolve(import.meta.dirname, "../../../node_modules/.bin/bridle");
  const ran = spawnSync(bin, ["desk", "feeds", "use", folder, "--data", app.server.dataDir], {
    encoding: "utf8",
  });
  // One of the three has a licence that nobody accepted.
  expect([ran.status, ran.stdout.split("\n")]).toEqual([
    1,
    expect.arrayContaining([expect.stringContaining("12 days old")]),
  ]);
}

it("[W46] shows whose feeds are in use, how old they are, what isn't used and why, and what they led to", async () => {
  const { page } = otto;
  await page.getByRole("link", { name: otto.text("feeds.title"), exact: true }).click();
  await page.getByText(otto.text("feeds.none")).waitFor();
  expect(await objections(page)).toEqual([]);
  takeIn();
  const feed = page.locator(".desk-feed").filter({ hasText: "predator" });
  await feed.getByText(otto.text("feeds.usedCount", { count: 2 })).waitFor({ timeout: 120_000 });
  const said = await feed.innerText();
  for (const text of [
    "Example Lab",
    "CC-BY-4.0",
    otto.text("feeds.age", { count: 12 }),
    otto.text("leftOut.notGlobal", { count: 1 }),
    otto.text("leftOut.notInfrastructure", { count: 1 }),
    otto.text("feeds.leadCount", { count: 0 }),
    otto.text("feeds.pinned"),
    createHash("sha256").update(lists["lab/predator.stix2"].content).digest("hex"),
  ]) {
    expect(said).toContain(text);
  }
  const old = page.locator(".desk-feed").filter({ hasText: "older" });
  expect(await old.innerText()).toContain(otto.text("feeds.tooOld"));
  expect(await page.locator(".callout-caution").innerText()).toContain(
    otto.text("feedRefusal.licenceNotAccepted"),
  );

  (await Stranger.register(app.server.url, undefined, "8.8.4.4")).leave();
  (await Stranger.register(app.server.url, undefined, "8.8.4.5")).leave();
  // One account makes one lead: it came into being and signed in.
  const leads = feed.locator(".desk-tag");
  await leads.waitFor({ timeout: 60_000 });
  expect(await leads.innerText()).toBe(otto.text("feeds.leadCount", { count: 1 }));
  expect(await objections(page)).toEqual([]);
});

it("[W46] looks up what somebody reported, by keyboard", async () => {
  const { page } = otto;
  const field = page.getByLabel(otto.text("feeds.what"));
  await field.focus();
  await page.keyboard.type("hxxps://login.bad[.]example/invite");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(otto.text("feeds.look"));
  await page.keyboard.press("Enter");
  await page.getByText(otto.text("feeds.found", { indicator: "bad.example" })).waitFor();
  await page.setViewportSize({ width: 1280, height: 1600 });
  await photograph(page, "desk-feeds-en-light-1280");
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await objections(page)).toEqual([]);
  await field.fill("good.example");
  await field.press("Enter");
  await page.getByText(otto.text("feeds.notFound", { host: "good.example" })).waitFor();
  await field.fill("two words");
  await field.press("Enter");
  await page.getByText(otto.text("feeds.noHost")).waitFor();
});

it("[W46] is whole on a narrow screen and in Arabic, and says that the log has each decision", async () => {
  const { page } = otto;
  await page.setViewportSize({ width: 320, height: 800 });
  expect(await cutOff(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByText("العربية").click();
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(".desk-feed").first().waitFor();
  expect(await page.evaluate(() => document.documentElement.dir)).toBe("rtl");
  expect(await objections(page)).toEqual([]);
  await page.evaluate(() => document.querySelector("h1")?.focus());
  await page.setViewportSize({ width: 360, height: 1600 });
  expect(await cutOff(page)).toEqual([]);
  await photograph(page, "desk-feeds-ar-dark-360");
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByText("English").click();
  await page.evaluate(() => location.assign("#/log"));
  await expect.poll(() => page.getByText(otto.text("event.feedUsed")).count()).toBe(2);
});

it("[W46] keeps what it showed while the server doesn't answer", async () => {
  const { page } = otto;
  await page.evaluate(() => location.assign("#/feeds"));
  await page.locator(".desk-feed").first().waitFor();
  await app.server.stop();
  await page.getByText(otto.text("refusal.unreachable")).waitFor({ timeout: 60_000 });
  expect(await page.locator(".desk-feed").count()).toBe(2);
  expect(await objections(page)).toEqual([]);
});
