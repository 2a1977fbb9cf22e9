import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { build } from "vite";

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

/** As strict as the app's own. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "connect-src 'self' ws:",
  "require-trusted-types-for 'script'",
  "trusted-types bridle",
].join("; ");

/** The pages of `pages/`, built as the app is, on a server of their own. */
export interface BuiltPages {
  readonly url: string;
  close(): Promise<void>;
}

export async function buildPages(): Promise<BuiltPages> {
  const folder = mkdtempSync(join(tmpdir(), "bridle-pages-"));
  await build({
    configFile: false,
    logLevel: "error",
    root: join(import.meta.dirname, "pages"),
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "es2024",
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    worker: { format: "es" },
  });
  const server = createServer(({ url = "/" }, response) => {
    const path = url === "/" ? "/index.html" : url;
    try {
      const body = readFileSync(join(folder, new URL(path, "http://h").pathname));
      response.writeHead(200, {
        "content-type": contentTypes[extname(path)] ?? "application/octet-stream",
        "content-security-policy": policy,
        "cache-control": "no-store",
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${portOf(server)}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true });
    },
  };
}

/** The port that a server listens on. */
export function portOf(server: { address(): AddressInfo | string | null }): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return address.port;
}

/** A browser with a profile folder of its own. */
export async function openProfile(folder: string, ...args: readonly string[]): Promise<BrowserContext> {
  const named = process.env["CHROMIUM_PATH"];
  return chromium.launchPersistentContext(folder, {
    executablePath: named === undefined || named === "" ? "/usr/bin/chromium" : named,
    headless: true,
    // Tests may run as root, where the sandbox can't; nothing but our own pages is opened.
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });
}

/** A tab with the pages; what goes wrong in it is printed. */
export async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const tab = await context.newPage();
  tab.on("pageerror", (fault) => process.stderr.write(`page: ${fault.message}\n`));
  tab.on("console", (message) => {
    if (message.type() === "error") process.stderr.write(`console: ${message.text()}\n`);
  });
  await tab.goto(url);
  await tab.waitForFunction(() => "page" in globalThis);
  return tab;
}
