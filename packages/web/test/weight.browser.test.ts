import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ClientProcess } from "@bridle/testkit";
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Person } from "./person.ts";
import { built, ServedApp } from "./served-app.ts";

// What the app costs: bytes at the first load, time on the page's thread, elements for a long history.

const MESSAGES = 600;
const app = new ServedApp();
const folder = mkdtempSync(join(tmpdir(), "bridle-people-"));
let noor: Person;
let amina: ClientProcess;
let conversationId = "";

beforeAll(async () => {
  noor = await Person.open(await app.start());
  await noor.signUp({ name: "Noor" });
  await noor.press("Later");
  amina = new ClientProcess(join(folder, "amina"), () => app.server.url).start();
  await amina.do("register", { displayName: "Amina" });
  ({ conversationId } = await amina.do<{ conversationId: string }>("invite.use", {
    link: await noor.invite(),
  }));
  await noor.openConversation("Amina");
});

afterAll(async () => {
  await noor?.leave();
  await amina?.kill();
  await app.remove();
  rmSync(folder, { recursive: true, force: true });
});

/**
 * Watches the page's thread; the answer is every task of it that took more than 50 ms, in milliseconds.
 * Processor time, so that a busy machine which makes a task wait doesn't make it look long.
 */
async function watchThread(): Promise<() => Promise<readonly number[]>> {
  const browser = noor.page.context().browser();
  if (browser === null) throw new Error("the page has no browser of its own");
  await browser.startTracing(noor.page, { categories: ["toplevel"] });
  return async () => tasksOver(50, (await browser.stopTracing()).toString());
}

function tasksOver(milliseconds: number, trace: string): readonly number[] {
  const { traceEvents } = JSON.parse(trace) as { traceEvents: readonly TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ args }) => args?.["name"] === "CrRendererMain")
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => name === "ThreadControllerImpl::RunTask" && threads.has(`${pid} ${tid}`),
  );
  expect(tasks.length).toBeGreaterThan(10); // a trace that shows nothing would prove nothing
  return tasks.map(({ tdur = 0 }) => tdur / 1000).filter((taken) => taken > milliseconds);
}

/** What is used of an event of Chromium's trace; `tdur` is processor time in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

test("[W26] the first load takes at most 250 KiB of scripts, workers included", () => {
  const page = readFileSync(join(built, "index.html"), "utf8");
  const named = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path = ""]) => path);
  const workers = readdirSync(join(built, "assets")).filter((name) => /worker.*\.js$/.test(name));
  const files = [...named, ...workers.map((name) => `/assets/${name}`)];
  expect(workers.length).toBeGreaterThan(0);
  const bytes = files.map((path) => gzipSync(readFileSync(join(built, path)), { level: 9 }).length);
  expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(250 * 1024);
});

test("[W26] a flood of messages doesn't keep the page's thread for more than 50 ms", async () => {
  const long = await watchThread();
  for (let batch = 0; batch < MESSAGES; batch += 100) {
    const texts = Array.from({ length: 100 }, (_, index) => `Message ${batch + index + 1} of many.`);
    await Promise.all(texts.map((text) => amina.do("message.send", { conversationId, text })));
  }
  await noor.bubble(`Message ${MESSAGES} of many.`).waitFor();
  expect(await long()).toEqual([]);
});

test("[W26] writing, sending and opening a place doesn't either", async () => {
  const long = await watchThread();
  await noor.composer().pressSequentially("A message that is typed letter by letter.");
  await noor.composer().press("Enter");
  await noor.bubble("letter by letter").waitFor();
  await noor.settings("Privacy");
  await noor.openConversation("Amina");
  await noor.bubble("letter by letter").waitFor();
  expect(await long()).toEqual([]);
});

/** Where something is once it stays there: a busy machine draws late. */
async function settledTop(what: Locator): Promise<number> {
  for (let before: number | undefined; ;) {
    const top = (await what.boundingBox())?.y;
    if (top !== undefined && top === before) return top;
    before = top;
    await noor.page.waitForTimeout(150);
  }
}

test("[W8] a long history is drawn in part, goes back to its beginning, and keeps what is read in its place", async () => {
  const { page } = noor;
  const list = page.locator(".messages");
  const drawn = () => page.locator(".messages-list > li").count();
  await expect.poll(drawn).toBeLessThan(80);
  for (let turns = 0; (await noor.bubble(/^Message 1 of/).count()) === 0; turns += 1) {
    await list.evaluate((box) => (box.scrollTop = 0));
    await page.waitForTimeout(60);
    expect(turns).toBeLessThan(100);
  }
  await expect.poll(drawn).toBeLessThan(80);
  await list.evaluate((box) => box.scrollBy(0, 3_000));
  await settledTop(page.locator(".bubble").first());
  const seen = page
    .locator(".bubble")
    .filter({ hasText: /Message \d+5 of/ })
    .first();
  const text = await seen.innerText();
  const held = noor.bubble(text.split("\n")[0] ?? "").first();
  const before = await settledTop(held);
  await amina.do("message.send", { conversationId, text: "Come to the end" });
  await page.getByRole("button", { name: /Go to the newest message, 1 new/ }).waitFor();
  expect(await settledTop(held)).toBeCloseTo(before, 0);
  await page.setViewportSize({ width: 700, height: 700 });
  await page.waitForTimeout(200);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole("button", { name: /Go to the newest message/ }).click();
  await noor.bubble("Come to the end").waitFor();
  expect(noor.problems).toEqual([]);
});

test("[W8] after being away one begins at the first unread message", async () => {
  await noor.press("Settings");
  for (let index = 1; index <= 30; index += 1) {
    await amina.do("message.send", { conversationId, text: `Unread ${index}.` });
  }
  await noor.row("Amina").getByText("30 unread messages").waitFor();
  await noor.openConversation("Amina");
  await noor.page.locator(".unread-line").getByText("30 unread messages").waitFor();
  const line = await noor.page.locator(".unread-line").boundingBox();
  expect(line?.y).toBeGreaterThan(60);
  expect(line?.y).toBeLessThan(400);
  expect(await noor.row("Amina").getByText("30 unread messages").count()).toBe(1);
  await noor.page.getByRole("button", { name: /Go to the newest message/ }).click();
  await noor.row("Amina").getByText("unread message").waitFor({ state: "detached" });
});
