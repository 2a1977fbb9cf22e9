import type { BrowserContext, Locator, Page } from "playwright-core";
import { desktop, Profile, type Setting } from "./chromium.ts";

// What somebody does and sees in the app, in the app's own English words.

/** Console messages that are no fault of the app: the server is away on purpose, or Chromium doesn't know a header. */
const EXPECTED = /ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|WebSocket connection to|Permissions-Policy/;

export class Person {
  readonly #profile: Profile;
  readonly #context: BrowserContext;
  readonly #url: string;
  page: Page;
  /** Errors of pages, refusals of the content policy, requests to elsewhere. */
  readonly problems: string[] = [];

  private constructor(parts: { profile: Profile; context: BrowserContext; page: Page; url: string }) {
    this.#profile = parts.profile;
    this.#context = parts.context;
    this.#url = parts.url;
    this.page = parts.page;
  }

  /** Opens the app, or the link somebody got, in a browser of their own. */
  static async open(url: string, options: { setting?: Setting; path?: string } = {}): Promise<Person> {
    const profile = new Profile(options.setting ?? desktop);
    const context = await profile.launch();
    const page = context.pages()[0] ?? (await context.newPage());
    const person = new Person({ profile, context, page, url });
    context.on("request", (request) => person.#watchRequest(request.url()));
    person.#watch(page);
    await page.goto(options.path ?? url);
    return person;
  }

  #watchRequest(address: string): void {
    const ours = [this.#url, this.#url.replace("http", "ws"), "data:", "blob:"];
    if (!ours.some((start) => address.startsWith(start))) this.problems.push(`request to ${address}`);
  }

  #watch(page: Page): void {
    page.on("pageerror", (fault) => this.problems.push(fault.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !EXPECTED.test(message.text())) this.problems.push(message.text());
    });
  }

  /** Another tab of the same browser. */
  async openTab(): Promise<Page> {
    const page = await this.#context.newPage();
    this.#watch(page);
    await page.goto(this.#url);
    return page;
  }

  /** The tab's process dies without a word; a new tab is opened afterwards. */
  async crash(): Promise<void> {
    const session = await this.#context.newCDPSession(this.page);
    const gone = this.page.waitForEvent("crash");
    session.send("Page.crash").catch(() => undefined);
    await gone;
    const dead = this.page;
    this.page = await this.openTab();
    await dead.close();
  }

  async leave(): Promise<void> {
    await this.#profile.remove();
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole("heading", { name });
  }

  async press(name: string | RegExp): Promise<void> {
    await this.button(name).click();
  }

  /** A new account; ends at its recovery words. */
  async signUp(who: { name?: string; handle?: string } = {}): Promise<void> {
    await this.press("Create an account");
    if (who.name !== undefined) await this.page.getByLabel("Name").fill(who.name);
    if (who.handle !== undefined) await this.page.getByLabel("Handle").fill(who.handle);
    await this.press("Create account");
    await this.heading("Your recovery words").waitFor();
  }

  /** The words on the screen, in their order. */
  async recoveryWords(): Promise<readonly string[]> {
    await this.page.locator(".recovery-words > li").first().waitFor();
    const words = await this.page.locator(".recovery-words > li").allInnerTexts();
    return words.map((word) => word.trim());
  }

  /** Types the two words that are asked for. */
  async confirmWords(words: readonly string[]): Promise<void> {
    await this.press("I have written them down");
    for (const field of await this.page.getByLabel(/^Word \d+$/).all()) {
      const label = await field.evaluate((input) =>
        input instanceof HTMLInputElement ? input.labels?.[0]?.innerText : "",
      );
      await field.fill(words[Number(/\d+/.exec(label ?? "")?.[0]) - 1] ?? "");
    }
    await this.press("Check");
  }

  async invite(): Promise<string> {
    await this.press("New conversation");
    await this.press(/^Show my invite/);
    return this.page.locator(".address").innerText();
  }

  /** A row of the list, by whose conversation it is. */
  row(name: string): Locator {
    return this.page.getByRole("navigation").getByRole("button", { name: new RegExp(name) });
  }

  async openConversation(name: string): Promise<void> {
    await this.row(name).click();
    await this.composer().waitFor();
  }

  composer(page: Page = this.page): Locator {
    return page.getByRole("textbox", { name: /^Message to/ });
  }

  async write(text: string): Promise<void> {
    await this.composer().fill(text);
    await this.composer().press("Enter");
  }

  bubble(text: string | RegExp, page: Page = this.page): Locator {
    return page.locator(".bubble").filter({ hasText: text });
  }

  /** What became of one's own message, in words. */
  status(text: string): Locator {
    return this.bubble(text).locator(".status");
  }

  async statusIs(
    text: string,
    words: "Waiting to be sent" | "On the server" | "Delivered" | "Read",
  ): Promise<void> {
    await this.bubble(text).getByRole("img", { name: words }).waitFor();
  }

  /** Opens a message's menu and chooses from it. */
  async act(text: string, action: string): Promise<void> {
    await this.bubble(text).click({ button: "right" });
    await this.page.getByRole("menuitem", { name: action, exact: true }).click();
  }

  async contactPage(): Promise<void> {
    await this.press(/^About /);
    await this.heading("Safety number").waitFor();
  }

  async safetyNumber(): Promise<readonly string[]> {
    await this.page.locator(".safety-digits > li").first().waitFor();
    return this.page.locator(".safety-digits > li").allInnerTexts();
  }

  /** All texts of bubbles from the loaded history, oldest first. */
  async bubbles(page: Page = this.page): Promise<readonly string[]> {
    return page.locator(".bubble .message-text").allInnerTexts();
  }

  async settings(section: string): Promise<void> {
    await this.press("Settings");
    await this.page.locator(".settings-row").getByText(section, { exact: true }).click();
  }
}
