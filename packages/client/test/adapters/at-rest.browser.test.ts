import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { buildPages, type BuiltPages, openProfile, openTab } from "./built-pages.ts";
import { filesWith } from "./files-with.ts";
import type { Page } from "./pages/page.ts";

let pages: BuiltPages;
beforeAll(async () => {
  pages = await buildPages();
});
afterAll(() => pages?.close());

describe("[A10] what lies on the disk of a browser", () => {
  test("no text of the store is in any file of the profile, running, killed or closed", async () => {
    const folder = temporaryFolder();
    const canary = `canary${Math.random().toString(36).slice(2)}`;
    let browser = await openProfile(folder);
    const tab = await openTab(browser, pages.url);
    await run(tab, "fill", { text: canary });
    const running = copied(folder);
    void run(tab, "fillForEver", { text: canary }).catch(() => null);
    await tab.waitForTimeout(1000);
    killBrowser(folder);
    await browser.close().catch(() => null);
    const killed = copied(folder);

    browser = await openProfile(folder);
    expect(await run(await openTab(browser, pages.url), "search", { text: canary })).toBe("found");
    await browser.close();
    expect([running, killed, folder].flatMap((profile) => filesWith(profile, canary))).toEqual([]);

    // The search itself finds what it is looking for.
    browser = await openProfile(folder);
    const plain = await openTab(browser, pages.url);
    await plain.evaluate((text) => localStorage.setItem("in clear", text), canary);
    await browser.close();
    expect(filesWith(folder, canary)).not.toEqual([]);
  });
});

describe("[A11] a browser without room", () => {
  test("is a full store, which keeps what it has and goes on when there is room again", async () => {
    const browser = await openProfile(temporaryFolder());
    onTestFinished(() => browser.close());
    const tab = await openTab(browser, pages.url);
    expect(await run(tab, "fill", { text: "before" })).toBe("filled");
    await quota(browser, tab, 3_000_000);
    expect(await run(tab, "overfill", {})).toBe("storage_full, then whole");
    await quota(browser, tab, undefined);
    expect(await run(tab, "search", { text: "before" })).toBe("found");
    expect(await run(tab, "fill", { text: "after" })).toBe("filled");
  });
});

function run(tab: Tab, task: string, options: object): Promise<string> {
  return tab.evaluate(
    ({ task, options }) => (globalThis as unknown as { readonly page: Page }).page.runTask(task, options),
    { task, options },
  );
}

async function quota(browser: BrowserContext, tab: Tab, quotaSize: number | undefined): Promise<void> {
  const session = await browser.newCDPSession(tab);
  const origin = new URL(pages.url).origin;
  await session.send(
    "Storage.overrideQuotaForOrigin",
    quotaSize === undefined ? { origin } : { origin, quotaSize },
  );
}

// By its profile folder, which is ours alone.
function killBrowser(folder: string): void {
  const listed = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" });
  const main = listed
    .split("\n")
    .filter((line) => line.includes(`--user-data-dir=${folder}`) && !line.includes("--type="));
  expect(main).toHaveLength(1);
  for (const line of main) process.kill(Number.parseInt(line, 10), "SIGKILL");
}

function copied(folder: string): string {
  const copy = temporaryFolder();
  // The profile's lock is a link to nowhere.
  cpSync(folder, copy, { recursive: true, filter: (path) => !path.includes("Singleton") });
  return copy;
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bridle-profile-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
