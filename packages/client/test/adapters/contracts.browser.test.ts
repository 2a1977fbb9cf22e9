import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clockContract } from "../../src/ports/clock.contract.ts";
import { sqlDatabaseContract } from "../../src/ports/sql-database.contract.ts";
import { transportContract } from "../../src/ports/transport.contract.ts";
import { buildPages, type BuiltPages, openProfile, openTab } from "./built-pages.ts";
import { startEchoServer } from "./echo-server.ts";
import type { Page } from "./pages/page.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-profile-"));
let pages: BuiltPages;
let browser: BrowserContext;
let tab: Tab;
let echo: Awaited<ReturnType<typeof startEchoServer>>;

beforeAll(async () => {
  [pages, echo] = await Promise.all([buildPages(), startEchoServer()]);
  browser = await openProfile(folder);
  tab = await openTab(browser, pages.url);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([pages?.close(), echo?.close()]);
  rmSync(folder, { recursive: true, force: true });
});

describe("[A1] the store in a browser's worker", () => {
  test.for(numbered(sqlDatabaseContract))("$title", ({ index }) => runCase("sql-database", index));
});

describe("[A3] a browser's WebSockets", () => {
  test.for(numbered(transportContract))("$title", ({ index }) => runCase("transport", index));
});

describe("[A4] a browser's clock", () => {
  test.for(numbered(clockContract))("$title", ({ index }) => runCase("clock", index));
});

function numbered(cases: readonly { readonly title: string }[]): readonly { title: string; index: number }[] {
  return cases.map(({ title }, index) => ({ title, index }));
}

async function runCase(contract: string, index: number): Promise<void> {
  const { url, deadUrl } = echo;
  const failure = await tab.evaluate(
    ({ contract, index, url, deadUrl }) =>
      (globalThis as unknown as { readonly page: Page }).page.runCase(contract, index, { url, deadUrl }),
    { contract, index, url, deadUrl },
  );
  expect(failure).toBeNull();
}
