import type { Locator, Page } from "playwright-core";
import { ar } from "../src/words/ar/index.ts";
import type { Arguments, Key, PlainKey } from "../src/words/catalogue.ts";
import { en } from "../src/words/en/index.ts";
import { wordsOf, type Language, type Words } from "../src/words/words.ts";

// Every page of the app and the way to it, in either language.

const words: Readonly<Record<Language, Words>> = {
  en: wordsOf("en", en, ["en-GB"]),
  ar: wordsOf("ar", ar, ["ar"]),
};

/** The app as somebody sees it who reads one of its languages. */
export class View {
  readonly page: Page;
  readonly language: Language;

  constructor(page: Page, language: Language) {
    this.page = page;
    this.language = language;
  }

  text<K extends Key>(key: K, ...args: Arguments<K>): string {
    return words[this.language].t(key, ...args);
  }

  button<K extends Key>(key: K, ...args: Arguments<K>): Locator {
    return this.page.getByRole("button", { name: this.text(key, ...args), exact: true });
  }

  /** The conversation that is shown: one in the language of the page. */
  get friend(): string {
    return this.language === "ar" ? "ليلى خوري" : "Amina Haddad";
  }

  row(name: string | RegExp): Locator {
    return this.page.getByRole("navigation").getByRole("button", { name });
  }

  async begin(way: "begin.invite" | "begin.use" | "begin.find"): Promise<void> {
    await this.button("list.new").click();
    await this.page
      .locator(".way")
      .filter({ hasText: this.text(way) })
      .click();
  }

  async settings(section: Extract<PlainKey, `settings.${string}`>): Promise<void> {
    await this.page
      .getByRole("button", { name: words[this.language].t("list.settings"), exact: true })
      .click();
    await this.page.locator(".settings-row", { hasText: this.text("settings.keys") }).waitFor();
    await this.page.locator(".settings-row").getByText(this.text(section), { exact: true }).click();
  }

  async conversation(name: string): Promise<void> {
    await this.row(new RegExp(name)).click();
    await this.page.locator(".bubble").first().waitFor();
  }
}

/** A page: its name, and how one gets to it from the list. */
export type Way = readonly [name: string, open: (view: View) => Promise<void>];

/** Pages of somebody who has an account and a few conversations. */
export const inside: readonly Way[] = [
  ["list", async () => undefined],
  ["begin", (view) => view.button("list.new").click()],
  [
    "my-invite",
    async (view) => {
      await view.begin("begin.invite");
      await view.page.locator(".qr").waitFor();
    },
  ],
  ["use-invite", (view) => view.begin("begin.use")],
  ["find", (view) => view.begin("begin.find")],
  ["conversation", (view) => view.conversation(view.friend)],
  [
    "reply",
    async (view) => {
      await view.conversation(view.friend);
      await view.page.locator(".bubble").last().focus();
      await view.page.keyboard.press("r");
      await view.page.locator(".composer-mode").waitFor();
    },
  ],
  [
    "message-menu",
    async (view) => {
      await view.conversation(view.friend);
      await view.page.locator('[data-mine="true"] > .bubble').last().focus();
      await view.page.keyboard.press("Enter");
      await view.page.getByRole("menu").waitFor();
    },
  ],
  [
    "link",
    async (view) => {
      await view.conversation(view.friend);
      await view.page.locator(".link").last().click();
      await view.page.getByRole("dialog").waitFor();
    },
  ],
  [
    "delete",
    async (view) => {
      await view.conversation(view.friend);
      await view.page.locator('[data-mine="true"] > .bubble').last().focus();
      await view.page.keyboard.press("Delete");
      await view.page.getByRole("dialog").waitFor();
    },
  ],
  [
    "contact",
    async (view) => {
      await view.conversation(view.friend);
      await view.button("chat.details", { name: view.friend }).click();
      await view.page.locator(".safety-digits > li").first().waitFor();
    },
  ],
  [
    "block",
    async (view) => {
      await view.conversation(view.friend);
      await view.button("chat.details", { name: view.friend }).click();
      await view.button("block.action", { name: view.friend }).click();
      await view.page.getByRole("dialog").waitFor();
    },
  ],
  ["changed", (view) => view.conversation("Jonas Weber")],
  [
    "introductions",
    async (view) => {
      await view.row(new RegExp(view.text("list.introductions"))).click();
      await view.page.getByRole("article").waitFor();
    },
  ],
  [
    "search",
    async (view) => {
      await view.page.locator("#search").fill(view.language === "ar" ? "المسودة" : "draft");
      await view.page.locator(".row mark").first().waitFor();
    },
  ],
  [
    "settings",
    async (view) => {
      await view.button("list.settings").click();
      await view.page.locator(".settings-row").first().waitFor();
    },
  ],
  ["settings-me", (view) => view.settings("settings.me")],
  ["settings-devices", (view) => view.settings("settings.devices")],
  ["settings-privacy", (view) => view.settings("settings.privacy")],
  ["settings-lock", (view) => view.settings("settings.lock")],
  ["settings-appearance", (view) => view.settings("settings.appearance")],
  ["settings-language", (view) => view.settings("settings.language")],
  [
    "settings-storage",
    async (view) => {
      await view.settings("settings.storage");
      await view.page.locator(".callout").waitFor();
    },
  ],
  ["settings-notices", (view) => view.settings("settings.notices")],
  ["settings-about", (view) => view.settings("settings.about")],
  [
    "keys",
    async (view) => {
      await view.page.keyboard.press("Control+/");
      await view.page.getByRole("dialog").waitFor();
    },
  ],
];

/** Pages of somebody who has just come. */
export const outside: readonly Way[] = [
  ["welcome", (view) => view.button("welcome.new").waitFor()],
  ["sign-up", (view) => view.button("welcome.new").click()],
  ["restore", (view) => view.button("welcome.restore").click()],
];

/** Closes what lies over the page and goes back to the list, where there is no search. */
export async function toList(view: View): Promise<void> {
  await view.page.keyboard.press("Escape");
  const search = view.page.locator("#search");
  if ((await search.inputValue()) !== "") await search.fill("");
  await view.page.evaluate(() => {
    const state: unknown = history.state;
    const at = typeof state === "object" && state !== null && "at" in state ? Number(state.at) : 0;
    history.go(-at);
  });
  await view.page.locator('.shell[data-view="home"]').waitFor();
}
