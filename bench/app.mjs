// `npm run bench:app`: what a text costs in Chromium until it is stored and queued, and what its encryption costs.
// In a profile on the disk, as a person has one, and in a private window, whose files are in another process's memory.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { startServer } from "../packages/server/src/index.ts";
import { findChromium } from "../tools/chromium.mjs";

const folder = mkdtempSync(join(tmpdir(), "bridle-bench-app-"));
const staticDir = join(folder, "pages");
await build({
  root: join(import.meta.dirname, "app"),
  base: "/",
  logLevel: "error",
  build: { target: "es2024", outDir: staticDir, emptyOutDir: true, modulePreload: { polyfill: false } },
  worker: { format: "es" },
});
const server = await startServer({
  dataDir: join(folder, "server"),
  host: "127.0.0.1",
  port: 0,
  registration: "open",
  staticDir,
  log: { write: () => {} },
});
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const options = { executablePath: findChromium(), args: flags };
const browser = await chromium.launch(options);

async function person(displayName, isPrivate = false) {
  const context = isPrivate
    ? await browser.newContext()
    : await chromium.launchPersistentContext(join(folder, displayName), options);
  const page = await context.newPage();
  await page.goto(server.url);
  await page.waitForFunction(() => window.client !== undefined);
  const call = async (name, params) => {
    const result = await page.evaluate(([name, params]) => window.client.call(name, params), [name, params]);
    if (!result.ok) throw new Error(`${name}: ${result.error.kind}: ${result.error.detail}`);
    return result.value;
  };
  page.on("console", (said) => process.stderr.write(`${said.text()}\n`));
  page.on("pageerror", (fault) => process.stderr.write(`${fault.message}\n`));
  await page.waitForFunction(() => window.client.state.kind === "ready");
  await call("register", { displayName });
  return { page, call, close: () => context.close() };
}

const say = (name, taken) => {
  const at = (share) => `${taken[Math.floor(taken.length * share)].toFixed(2)} ms`;
  process.stdout.write(`${name.padEnd(42)} p50 ${at(0.5)}   p95 ${at(0.95)}\n`);
};

const alice = await person("Alice");
for (const isPrivate of [false, true]) {
  const where = isPrivate ? ", private window" : "";
  const bob = await person(`Bob${where}`, isPrivate);
  const { link } = await alice.call("invite.create", {});
  const { conversationId } = await bob.call("invite.use", { link });
  await new Promise((resume) => setTimeout(resume, 2000));
  await bob.page.evaluate((id) => window.enqueue(id, 20), conversationId);
  say(`worker and back${where}`, await bob.page.evaluate(() => window.roundTrip(100)));
  const enqueued = await bob.page.evaluate((id) => window.enqueue(id, 100), conversationId);
  say(`the same, text stored and queued${where}`, enqueued);
  await bob.close();
}
say("encrypt (MLS, X-Wing suite)", await alice.page.evaluate(() => window.encrypt(200)));
await alice.close();
await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
