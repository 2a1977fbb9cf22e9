import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BrowserContext, Page as Tab } from "playwright-core";
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, onTestFinished, test } from "vitest";
import type { RemoteClient } from "../../src/adapters/browser/index.ts";
import { buildPages, type BuiltPages, openProfile, openTab } from "./built-pages.ts";
import type { Page } from "./pages/page.ts";

let pages: BuiltPages;
let folder: string;
let browser: BrowserContext;

beforeAll(async () => {
  pages = await buildPages();
});
afterAll(() => pages?.close());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "bridle-profile-"));
  browser = await openProfile(folder);
});
afterEach(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("[A5] one worker for all tabs", () => {
  test("every tab calls the same client and hears its events", async () => {
    const tabs = [await connectedTab(), await connectedTab(), await connectedTab()];
    const heard = tabs.map((tab) =>
      tab.evaluate(() => new Promise((resolve) => void at().client.subscribe((event) => resolve(event)))),
    );
    for (const [index, tab] of tabs.entries()) await enqueue(tab, [`from ${index}`]);
    expect(await texts(tabs[1]!)).toEqual(["from 0", "from 1", "from 2"]);
    for (const event of heard) expect(await event).toEqual({ name: "connection", data: { state: "online" } });
  });

  test("a call that doesn't fit its method is refused, typed", async () => {
    const tab = await connectedTab();
    const refusals = await tab.evaluate(async () => [
      await at().client.call("contact.get", { accountId: "x" as never }),
      await at().client.call("constructor" as never, {} as never),
    ]);
    expect(refusals).toEqual([
      { ok: false, error: expect.objectContaining({ kind: "bad_params" }) },
      { ok: false, error: expect.objectContaining({ kind: "bad_params" }) },
    ]);
  });

  test("when the leading tab closes, the next one goes on: nothing is lost, nothing comes twice", async () => {
    const tabs = [await connectedTab(), await connectedTab(), await connectedTab()];
    const perTab = 150;
    // The first tab leads. It and then its successor are closed in the middle of everybody's writing.
    const results = tabs.slice(1).map((tab, index) => enqueueMany(tab, { from: index + 1, count: perTab }));
    void enqueueMany(tabs[0]!, { from: 0, count: perTab }).catch(() => []);
    await written(tabs[2]!, 40);
    await tabs[0]!.close();
    await written(tabs[2]!, 120);
    await tabs[1]!.close();
    results[0]!.catch(() => []);
    const last = await results[1]!;
    const kept = await texts(tabs[2]!);
    expect(new Set(kept).size).toBe(kept.length);
    expect(last).toHaveLength(perTab);
    expect(kept).toEqual(
      expect.arrayContaining(last.filter(({ answered }) => answered).map(({ text }) => text)),
    );
  });

  test("texts that bring their ids are all written, once each, whoever leads", async () => {
    const tabs = [await connectedTab(), await connectedTab()];
    void enqueueMany(tabs[0]!, { from: 0, count: 150, ids: true }).catch(() => []);
    const results = enqueueMany(tabs[1]!, { from: 1, count: 150, ids: true });
    await written(tabs[1]!, 40);
    await tabs[0]!.close();
    const done = await results;
    expect(done.filter(({ answered }) => !answered)).toEqual([]);
    const kept = await texts(tabs[1]!);
    expect(new Set(kept).size).toBe(kept.length);
    expect(kept).toEqual(expect.arrayContaining(done.map(({ text }) => text)));
  });

  test("a page that is reloaded finds what was there", async () => {
    const tab = await connectedTab();
    await enqueue(tab, ["before"]);
    await tab.reload();
    await connect(tab);
    expect(await texts(tab)).toEqual(["before"]);
  });
});

describe("[A5] the client itself", () => {
  test("runs in the worker: it answers, tries to connect, and remembers", async () => {
    const tab = await openTab(browser, pages.url);
    const connectForReal = (): Promise<void> =>
      tab.evaluate(() => void (at().client = at().page.connectForReal()));
    await connectForReal();
    const tried = tab.evaluate(
      () => new Promise((resolve) => void at().client.subscribe(({ name }) => resolve(name))),
    );
    const overview = await tab.evaluate(() => at().client.call("account.overview", {}));
    expect(overview).toMatchObject({ ok: true, value: { state: "empty", devices: [] } });
    expect(await tried).toBe("connection");
    await tab.evaluate(() => at().client.call("settings.set", { theme: "dark" }));
    const set = await tab.evaluate(() => at().client.call("settings.get", {}));
    await tab.reload();
    await connectForReal();
    expect(await tab.evaluate(() => at().client.call("settings.get", {}))).toEqual(set);
  });
});

describe("[A6] the state of the store is always known", () => {
  test("a worker that doesn't load is a failure that every tab sees", async () => {
    const [first, second] = [await openTab(browser, pages.url), await openTab(browser, pages.url)];
    await first.evaluate(() => void (at().client = at().page.connectToNothing()));
    await second.evaluate(() => void (at().client = at().page.connectToNothing()));
    const failed = { kind: "failed", reason: "worker_failed" };
    for (const tab of [first, second]) {
      await reached(tab, "failed");
      expect(await tab.evaluate(() => at().client.state)).toEqual(failed);
      const answer = await tab.evaluate(() => at().client.call("whoami", {}));
      expect(answer).toEqual({ ok: false, error: expect.objectContaining({ kind: "not_connected" }) });
    }
  });

  test("a page that came without https says so", async () => {
    const profile = mkdtempSync(join(tmpdir(), "bridle-profile-"));
    const insecure = await openProfile(profile, "--host-resolver-rules=MAP plain.test 127.0.0.1");
    onTestFinished(async () => {
      await insecure.close();
      rmSync(profile, { recursive: true, force: true });
    });
    const tab = await openTab(insecure, pages.url.replace("127.0.0.1", "plain.test"));
    await tab.evaluate(() => void (at().client = at().page.connect()));
    expect(await tab.evaluate(() => at().client.state)).toEqual({ kind: "failed", reason: "insecure_page" });
    expect(await tab.evaluate(() => at().client.call("whoami", {}))).toMatchObject({ ok: false });
  });

  test("a tab that holds the store and doesn't answer is shown, until it goes away", async () => {
    const [stuck, tab] = [await openTab(browser, pages.url), await openTab(browser, pages.url)];
    await stuck.evaluate(
      () =>
        new Promise<void>((resolve) => {
          void navigator.locks.request("bridle-client-leader", () => {
            resolve();
            return new Promise(() => {});
          });
        }),
    );
    await tab.evaluate(() => void (at().client = at().page.connect()));
    const waiting = tab.evaluate(() => at().client.call("whoami", {}));
    await reached(tab, "silent");
    await stuck.close();
    expect(await waiting).toEqual({ ok: true, value: { accountId: "someone", deviceId: "here" } });
    expect(await tab.evaluate(() => at().client.state)).toEqual({ kind: "ready", passphrase: false });
  });
});

describe("[A7] a passphrase in the browser", () => {
  test("locks the store, opens it again, and can be taken away", async () => {
    const tab = await connectedTab();
    await enqueue(tab, ["kept"]);
    expect(await setPassphrase(tab, { next: "gentle horses" })).toEqual({ ok: true, value: null });
    expect(await tab.evaluate(() => at().client.state)).toEqual({ kind: "ready", passphrase: true });
    expect(await setPassphrase(tab, { current: "wild horses", next: "x" })).toEqual({
      ok: false,
      error: "wrong_passphrase",
    });

    await tab.reload();
    await tab.evaluate(() => void (at().client = at().page.connect()));
    await reached(tab, "locked");
    const waiting = tab.evaluate(() => at().client.call("whoami", {}));
    expect(await unlock(tab, "wild horses")).toEqual({ ok: false, error: "wrong_passphrase" });
    expect(await unlock(tab, "gentle horses")).toEqual({ ok: true, value: null });
    expect(await waiting).toMatchObject({ ok: true });
    expect(await texts(tab)).toEqual(["kept"]);

    // Another tab is told as well, when it comes and when it changes.
    const other = await connectedTab();
    const state = (of: Tab) => of.evaluate(() => at().client.state);
    expect(await state(other)).toEqual({ kind: "ready", passphrase: true });
    expect(await setPassphrase(tab, { current: "gentle horses" })).toEqual({ ok: true, value: null });
    await other.waitForFunction(
      () => at().client.state.kind === "ready" && !(at().client.state as { passphrase: boolean }).passphrase,
      undefined,
      { timeout: 0 },
    );
    await other.close();
    await tab.reload();
    await connect(tab);
    expect(await texts(tab)).toEqual(["kept"]);
  });
});

/** What the tests keep in a tab. */
interface Kept {
  readonly page: Page;
  client: RemoteClient;
}
declare function at(): Kept;

async function connectedTab(): Promise<Tab> {
  const tab = await openTab(browser, pages.url);
  await connect(tab);
  return tab;
}

async function connect(tab: Tab): Promise<void> {
  await tab.evaluate(() => void (at().client = at().page.connect()));
  await reached(tab, "ready");
}

async function reached(tab: Tab, kind: string): Promise<void> {
  await tab.waitForFunction((kind) => at().client.state.kind === kind, kind, { timeout: 0 });
}

function enqueue(
  tab: Tab,
  texts: readonly string[],
): Promise<readonly { text: string; answered: boolean }[]> {
  return tab.evaluate(
    (texts) =>
      Promise.all(
        texts.map(async (text) => {
          const conversationId = "0".repeat(32) as never;
          const answer = await at().client.call("message.enqueue", { conversationId, text });
          return { text, answered: answer.ok };
        }),
      ),
    texts,
  );
}

/** Many, a few at a time. */
async function enqueueMany(
  tab: Tab,
  { from, count, ids = false }: { readonly from: number; readonly count: number; readonly ids?: boolean },
): Promise<readonly { text: string; answered: boolean }[]> {
  return tab.evaluate(
    async ({ from, count, ids }) => {
      const conversationId = "0".repeat(32) as never;
      const results: { text: string; answered: boolean }[] = [];
      const write = async (number: number): Promise<void> => {
        const text = `${from}/${number}`;
        const messageId = ids ? (crypto.randomUUID().replaceAll("-", "") as never) : undefined;
        const answer = await at().client.call("message.enqueue", { conversationId, text, messageId });
        results.push({ text, answered: answer.ok });
      };
      for (let number = 0; number < count; number += 5) {
        await Promise.all([0, 1, 2, 3, 4].map((offset) => write(number + offset)));
      }
      return results;
    },
    { from, count, ids },
  );
}

async function texts(tab: Tab): Promise<readonly string[]> {
  const found = await tab.evaluate(() => at().client.call("message.search", { query: "all" }));
  return found.ok ? found.value.map(({ text }) => text) : [];
}

async function written(tab: Tab, count: number): Promise<void> {
  while ((await texts(tab)).length < count);
}

function setPassphrase(tab: Tab, change: { current?: string; next?: string }): Promise<unknown> {
  return tab.evaluate((change) => at().client.setPassphrase(change), change);
}

function unlock(tab: Tab, passphrase: string): Promise<unknown> {
  return tab.evaluate((passphrase) => at().client.unlock(passphrase), passphrase);
}
