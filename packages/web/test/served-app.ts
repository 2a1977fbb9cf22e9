import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerProcess } from "@bridle/testkit";

/** The folder that the server serves. */
export const built = join(import.meta.dirname, "../dist");

/** The real server on a folder of its own, with the built app. */
export class ServedApp {
  readonly #folder = mkdtempSync(join(tmpdir(), "bridle-web-"));
  readonly server: ServerProcess;

  constructor(args: readonly string[] = []) {
    if (!existsSync(join(built, "index.html"))) throw new Error("the app isn't built: npm run build");
    this.server = new ServerProcess(join(this.#folder, "data"), args);
  }

  async start(): Promise<string> {
    await this.server.start();
    return this.server.url;
  }

  async remove(): Promise<void> {
    await this.server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
