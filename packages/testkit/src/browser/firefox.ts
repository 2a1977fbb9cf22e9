import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { WebSocket } from "ws";

// Firefox as Debian ships it, spoken to by WebDriver BiDi (W3C), which Playwright's own Firefox doesn't need.

const NAMES = ["firefox-esr", "firefox"];

/** Where Firefox is; `undefined` where there is none. */
export function firefoxPath(): string | undefined {
  const named = process.env["FIREFOX_PATH"];
  if (named !== undefined && named !== "") return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(existsSync);
}

interface Answer {
  readonly id?: number;
  readonly type: "success" | "error" | "event";
  readonly result?: unknown;
  readonly message?: string;
  readonly method?: string;
  readonly params?: unknown;
}

/** One Firefox with one tab, on a profile of its own. */
export class Firefox {
  readonly #profile: string;
  readonly #child: ChildProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #asked = 0;
  #tab = "";
  /** Addresses that were asked for. */
  readonly requests: string[] = [];

  private constructor(profile: string, child: ChildProcess, socket: WebSocket) {
    this.#profile = profile;
    this.#child = child;
    this.#socket = socket;
    socket.on("message", (data: Buffer) => this.#heard(JSON.parse(data.toString()) as Answer));
  }

  static async open(executable: string): Promise<Firefox> {
    const profile = mkdtempSync(join(tmpdir(), "bridle-firefox-"));
    // Nothing of its own goes anywhere, so that what is counted is the page's.
    const off = [
      "app.normandy.enabled",
      "browser.safebrowsing.update.enabled",
      "network.captive-portal-service.enabled",
    ];
    writeFileSync(join(profile, "user.js"), off.map((name) => `user_pref("${name}", false);`).join("\n"));
    const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"];
    const child = spawn(executable, [...args, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
    const address = await new Promise<string>((resolve, reject) => {
      child.once("exit", () => reject(new Error("Firefox ended")));
      const lines = createInterface({ input: child.stderr });
      lines.on("line", (line) => {
        const found = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
    const firefox = new Firefox(profile, child, socket);
    await firefox.#ask("session.new", { capabilities: {} });
    const tree = (await firefox.#ask("browsingContext.getTree", {})) as { contexts: { context: string }[] };
    firefox.#tab = tree.contexts[0]?.context ?? "";
    await firefox.#ask("session.subscribe", { events: ["network.beforeRequestSent"] });
    return firefox;
  }

  async go(url: string): Promise<void> {
    await this.#ask("browsingContext.navigate", { context: this.#tab, url, wait: "complete" });
  }

  /** What an expression in the page is, as text. */
  async text(expression: string): Promise<string> {
    const answer = (await this.#ask("script.evaluate", {
      expression: `(async () => String(await (${expression})))()`,
      target: { context: this.#tab },
      awaitPromise: true,
    })) as { result?: { value?: string }; exceptionDetails?: { text: string } };
    if (answer.exceptionDetails !== undefined) throw new Error(answer.exceptionDetails.text);
    return answer.result?.value ?? "";
  }

  /** Waits until an expression in the page is true. */
  async until(expression: string): Promise<void> {
    while ((await this.text(expression)) !== "true") await new Promise((resolve) => setTimeout(resolve, 100));
  }

  /** Types into a field and ends with Enter. */
  async type(selector: string, text: string): Promise<void> {
    await this.text(`document.querySelector(${JSON.stringify(selector)}).focus()`);
    const keys = [...Array.from(text), "\uE007"].flatMap((value) => [
      { type: "keyDown", value },
      { type: "keyUp", value },
    ]);
    await this.#ask("input.performActions", {
      context: this.#tab,
      actions: [{ type: "key", id: "keyboard", actions: keys }],
    });
  }

  /** Puts files into an input, as choosing them does. */
  async chooseFiles(selector: string, files: readonly string[]): Promise<void> {
    const { nodes } = (await this.#ask("browsingContext.locateNodes", {
      context: this.#tab,
      locator: { type: "css", value: selector },
    })) as { nodes: { sharedId: string }[] };
    const element = { sharedId: nodes[0]?.sharedId };
    await this.#ask("input.setFiles", { context: this.#tab, element, files });
  }

  async leave(): Promise<void> {
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#socket.close();
    this.#child.kill("SIGKILL");
    await gone;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  async #ask(method: string, params: object): Promise<unknown> {
    const id = this.#asked++;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
    if (answer.type === "error") throw new Error(`${method}: ${answer.message ?? ""}`);
    return answer.result;
  }

  #heard(answer: Answer): void {
    if (answer.id !== undefined) {
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    } else if (answer.method === "network.beforeRequestSent") {
      const { request } = answer.params as { request: { url: string } };
      this.requests.push(request.url);
    }
  }
}
