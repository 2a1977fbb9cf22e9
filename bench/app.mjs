// `npm run bench:app`: what a text costs in Chromium until it is stored and queued, and what its encryption costs.
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
const browser = await chromium.launch({ executablePath: findChromium(), args: flags });

async function person(displayName) {
  const context = await browser.newContext();
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
  return { page, call };
}

const [alice, bob] = [await person("Alice"), await person("Bob")];
const { link } = await alice.call("invite.create", {});
const { conversationId } = await bob.call("invite.use", { link });
await new Promise((resume) => setTimeout(resume, 2000));
const row = (name, taken) =>
  `${name.padEnd(34)} p50 ${taken[Math.floor(taken.length / 2)].toFixed(2)} ms   p95 ${taken[Math.floor(taken.length * 0.95)].toFixed(2)} ms`;
await bob.page.evaluate((id) => window.enqueue(id, 20), conversationId);
const enqueued = await bob.page.evaluate((id) => window.enqueue(id, 60), conversationId);
const encrypted = await alice.page.evaluate(() => window.encrypt(200));
process.stdout.write(
  `${row("store and queue, worker and back", enqueued)}\n${row("encrypt (MLS, X-Wing suite)", encrypted)}\n`,
);
await browser.close();
await server.close();
rmSync(folder, { recursive: true, force: true });
