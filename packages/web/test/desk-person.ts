import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import type { Locator, Page } from "playwright-core";
import type { Arguments, Key } from "../src/desk/words/catalogue.ts";
import { deskWords } from "../src/desk/words/words.ts";
import { Profile, desktop, type Setting } from "./chromium.ts";

const BIN = resolve(import.meta.dirname, "../../../node_modules/.bin/bridle");

/** Makes a one-time link on the server's host, as its operator would. */
export function deskLink(dataDir: string, role: string): string {
  return execFileSync(BIN, ["desk", "invite", "--role", role, "--data", dataDir], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}

/** Somebody at the desk: a browser of their own, with an authenticator that Chromium plays. */
export class DeskPerson {
  readonly page: Page;
  readonly language: "en" | "ar";
  readonly #profile: Profile;

  private constructor(page: Page, profile: Profile, language: "en" | "ar") {
    this.page = page;
    this.#profile = profile;
    this.language = language;
  }

  static async come(setting: Setting = desktop): Promise<DeskPerson> {
    const profile = new Profile(setting);
    const context = await profile.launch();
    const page = context.pages()[0] ?? (await context.newPage());
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new DeskPerson(page, profile, setting.locale.startsWith("ar") ? "ar" : "en");
  }

  text<K extends Key>(key: K, ...args: Arguments<K>): string {
    return deskWords(this.language, [this.language]).t(key, ...args);
  }

  button<K extends Key>(key: K, ...args: Arguments<K>): Locator {
    return this.page.getByRole("button", { name: this.text(key, ...args), exact: true });
  }

  async join(link: string, name: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByLabel(this.text("join.name")).fill(name);
    await this.button("join.action").click();
    await this.page.locator(".desk").waitFor();
  }

  async leave(): Promise<void> {
    await this.#profile.remove();
  }
}
