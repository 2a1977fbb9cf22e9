import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium, type BrowserContext } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function executable(): string {
  const named = process.env["CHROMIUM_PATH"];
  if (named !== undefined && named !== "") return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
  if (found === undefined) throw new Error("no Chromium: install it, or set CHROMIUM_PATH");
  return found;
}

/** How somebody's browser is set up. */
export interface Setting {
  readonly width: number;
  readonly height: number;
  readonly scheme: "light" | "dark";
  readonly locale: string;
}
export const desktop: Setting = { width: 1280, height: 800, scheme: "light", locale: "en-GB" };

const PATIENCE_MS = 180_000;

/** A browser of its own, with a profile that stays until `remove`; `launch` again after `kill` is a new start. */
export class Profile {
  readonly #folder = mkdtempSync(join(tmpdir(), "bridle-profile-"));
  readonly #setting: Setting;
  #context: BrowserContext | undefined;

  constructor(setting: Setting = desktop) {
    this.#setting = setting;
  }

  /** Where it lies; the browser's processes are known by it. */
  get folder(): string {
    return this.#folder;
  }

  async launch(): Promise<BrowserContext> {
    const { width, height, scheme, locale } = this.#setting;
    this.#context = await chromium.launchPersistentContext(this.#folder, {
      executablePath: executable(),
      headless: true,
      viewport: { width, height },
      colorScheme: scheme,
      locale,
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
      // Tests may run as root, where the sandbox can't; nothing but our own pages is opened.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        `--lang=${locale}`,
      ],
    });
    // Whatever a page is waited for, a busy machine may take long; the test's own limit ends what hangs.
    this.#context.setDefaultTimeout(PATIENCE_MS);
    return this.#context;
  }

  async remove(): Promise<void> {
    await this.#context?.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
