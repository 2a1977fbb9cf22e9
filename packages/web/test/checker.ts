import { readdirSync, readFileSync } from "node:fs";
import type { BrowserContext, Download, Locator, Page } from "playwright-core";
import { desktop, Profile, type Setting } from "./chromium.ts";
import { CountingProxy } from "./counting-proxy.ts";

// Somebody who checks a phone on the page, in its own English words, while everything that leaves is recorded.

/** Chromium doesn't know every name in the header. */
const EXPECTED = /Permissions-Policy/;

export class Checker {
  readonly #profile: Profile;
  readonly context: BrowserContext;
  readonly page: Page;
  readonly proxy: CountingProxy;
  /** Every address that the page or its workers asked for. */
  readonly requests: string[] = [];
  /** Errors, and refusals of the content policy. */
  readonly problems: string[] = [];

  private constructor(parts: {
    profile: Profile;
    context: BrowserContext;
    page: Page;
    proxy: CountingProxy;
  }) {
    this.#profile = parts.profile;
    this.context = parts.context;
    this.page = parts.page;
    this.proxy = parts.proxy;
  }

  /** Opens the page and waits until it says that everything is loaded. */
  static async open(serverUrl: string, setting: Setting = desktop): Promise<Checker> {
    const proxy = await CountingProxy.before(serverUrl);
    const profile = new Profile(setting);
    const context = await profile.launch();
    const page = context.pages()[0] ?? (await context.newPage());
    const checker = new Checker({ profile, context, page, proxy });
    context.on("request", (request) => checker.requests.push(request.url()));
    page.on("websocket", (socket) => checker.requests.push(socket.url()));
    page.on("pageerror", (fault) => checker.problems.push(fault.message));
    page.on("crash", () => checker.problems.push("the page crashed"));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !EXPECTED.test(message.text()))
        checker.problems.push(message.text());
    });
    await page.addInitScript(() => {
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        reportError(new Error(`policy: ${violatedDirective} ${blockedURI}`));
      });
    });
    await page.goto(`${proxy.url}/check`);
    await checker.ready();
    return checker;
  }

  async ready(): Promise<void> {
    await this.page.getByText(/Everything is loaded|حُمّل كل شيء/).waitFor();
  }

  /** What left since it was asked last. */
  left(): { readonly requests: readonly string[]; readonly bytes: number } {
    const seen = { requests: [...this.requests], bytes: this.proxy.bytesReceived };
    this.requests.length = 0;
    this.proxy.bytesReceived = 0;
    return seen;
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole("heading", { name });
  }

  async chooseFile(path: string): Promise<void> {
    await this.page.getByLabel(/^(?:Choose a file|اختيار ملف)$/).setInputFiles(path);
  }

  async chooseFolder(path: string): Promise<void> {
    await this.page.getByLabel(/Choose a folder|اختيار مجلد/).setInputFiles(path);
  }

  /** From the button to the answer. */
  async check(): Promise<void> {
    await this.button(/Start the check|بدء الفحص/).click();
    await this.page.locator(".check-answer").waitFor();
  }

  async givePassword(password: string): Promise<void> {
    await this.page.getByLabel("Password of the backup").fill(password);
    await this.page.keyboard.press("Enter");
  }

  async again(): Promise<void> {
    await this.button("Check something else").click();
    await this.heading("Check a phone for traces of known spyware").waitFor();
  }

  /** Saves by a button; the file's name and bytes. */
  async saved(button: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const downloading = this.page.waitForEvent("download");
    await this.button(button).click();
    return fileOf(await downloading);
  }

  /** Memory of the largest of the browser's processes for pages, now and at its peak, in MiB. */
  memory(): { readonly now: number; readonly peak: number } {
    const statuses = pageProcesses(this.#profile.folder);
    const largest = (field: string): number =>
      Math.max(
        ...statuses.map((status) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0)),
      ) / 1024;
    return { now: largest("VmRSS"), peak: largest("VmHWM") };
  }

  async leave(): Promise<void> {
    await this.#profile.remove();
    await this.proxy.cut();
  }
}

/** What Linux says of the processes that show pages for a browser on this profile. */
function pageProcesses(folder: string): readonly string[] {
  const read = (path: string): string => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      // It ended in the meantime.
      return "";
    }
  };
  return readdirSync("/proc")
    .filter((id) => {
      const command = /^\d+$/.test(id) ? read(`/proc/${id}/cmdline`) : "";
      return command.includes(`--user-data-dir=${folder}`) && command.includes("--type=renderer");
    })
    .map((id) => read(`/proc/${id}/status`));
}

export async function fileOf(
  download: Download,
): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  return {
    name: download.suggestedFilename(),
    bytes: new Uint8Array(readFileSync(await download.path())),
  };
}
