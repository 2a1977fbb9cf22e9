import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "@bridle/server";
import { ClientProcess } from "@bridle/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeShell } from "../vite/shell.ts";
import { Person } from "./person.ts";
import { built } from "./served-app.ts";

// The server goes away and comes back with another build; the app's files stay in the browser.

type Server = Awaited<ReturnType<typeof startServer>>;

const folder = mkdtempSync(join(tmpdir(), "bridle-offline-"));
const pages = join(folder, "pages");
let server: Server;
let noor: Person;
let amina: ClientProcess;

beforeAll(async () => {
  cpSync(built, pages, { recursive: true });
  server = await serve(0);
  noor = await Person.open(server.url);
  await noor.signUp({ name: "Noor" });
  await noor.press("Later");
  amina = new ClientProcess(join(folder, "amina"), () => server.url).start();
  await amina.do("register", { displayName: "Amina" });
  const { conversationId } = await amina.do<{ conversationId: string }>("invite.use", {
    link: await noor.invite(),
  });
  await amina.do("message.send", { conversationId, text: "Before it went away." });
  await noor.openConversation("Amina");
  await noor.bubble("Before it went away.").waitFor();
  // The files are all here, and the page is served from them.
  await noor.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (navigator.serviceWorker.controller === null) await new Promise((resume) => setTimeout(resume, 20));
  });
});

afterAll(async () => {
  await noor?.leave();
  await amina?.kill();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

test("[W28] without the server the app starts, shows its conversations, and says that it is offline", async () => {
  await server.close();
  await noor.page.reload();
  await noor.openConversation("Amina");
  await noor.bubble("Before it went away.").waitFor();
  await noor.page.locator(".connection-line").waitFor();
  await noor.write("Written without a server.");
  await noor.statusIs("Written without a server.", "Waiting to be sent");
  // Parts that are loaded when they are needed are here as well.
  await noor.settings("Lock");
  await noor.page.getByLabel("New passphrase", { exact: true }).waitFor();
  server = await serve(server.port);
  await noor.openConversation("Amina");
  await noor.statusIs("Written without a server.", "Delivered");
});

test("[W28] [W24] what comes from the cache stands under the server's policy", async () => {
  const policy = await noor.page.evaluate(async () => {
    const [name = ""] = await caches.keys();
    const page = await (await caches.open(name)).match("/index.html");
    return page?.headers.get("content-security-policy");
  });
  expect(policy).toContain("default-src 'none'");
  const refused = await noor.page.evaluate(() => {
    try {
      // Refused where the policy is in force: only addresses of the app may become a script's.
      new Worker("/assets/other.js").terminate();
      return "started";
    } catch (fault) {
      return fault instanceof TypeError ? "refused" : "another fault";
    }
  });
  expect(refused).toBe("refused");
});

test("[W28] a new build replaces the old one whole, when no other page is open", async () => {
  // Opened before there is another build: it asks for nothing, so nothing takes over while the first page loads again.
  const other = await noor.openTab();
  await server.close();
  rebuild("second");
  server = await serve(server.port);
  await noor.page.evaluate(() => navigator.serviceWorker.getRegistration().then((found) => found?.update()));
  await noor.page.waitForFunction(
    async () => (await navigator.serviceWorker.getRegistration())?.waiting !== null,
    undefined,
    { timeout: 0 },
  );
  // With another page open the old one goes on, and stays whole.
  await noor.page.reload();
  await noor.openConversation("Amina");
  expect(await buildShown()).toBe("first");
  await other.close();
  // The page of the old build asks, is loaded again, and is the new one; at the next start, if the closed page was
  // still counted when it asked.
  const isNew = noor.page.locator('meta[name="build"][content="second"]');
  // It may load itself again before it is loaded.
  do await noor.page.reload().catch(() => undefined);
  while (
    !(await isNew.waitFor({ state: "attached", timeout: 5_000 }).then(
      () => true,
      () => false,
    ))
  );
  await noor.openConversation("Amina");
  await noor.bubble("Before it went away.").waitFor();
  expect(await noor.page.evaluate(() => caches.keys())).toHaveLength(1);
});

test("[W28] a build that isn't whole is not taken", async () => {
  await server.close();
  rebuild("third");
  // Another page than the one that the build wrote down.
  writeFileSync(join(pages, "index.html"), pageWith("forged"));
  server = await serve(server.port);
  const outcome = await noor.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const update = (): void => void registration?.update().catch(() => undefined);
    // The page asks by itself, too: what it began before this looked ends unseen, and is begun again.
    const again = setInterval(update, 2_000);
    const state = await new Promise<string>((resolve) => {
      const follow = (): void => {
        const worker = registration?.installing;
        worker?.addEventListener("statechange", () => resolve(worker.state));
      };
      registration?.addEventListener("updatefound", follow);
      follow();
      update();
    });
    clearInterval(again);
    return state;
  });
  expect(outcome).toBe("redundant");
  await noor.page.reload();
  await noor.openConversation("Amina");
  expect(await buildShown()).toBe("second");
  expect(
    noor.problems.filter(
      (problem) => !/integrity|ServiceWorker|Failed to update|TrustedScriptURL/.test(problem),
    ),
  ).toEqual([]);
});

function serve(port: number): Promise<Server> {
  const silent = { write: () => {} };
  return startServer({
    dataDir: join(folder, "data"),
    host: "127.0.0.1",
    port,
    registration: "open",
    staticDir: pages,
    log: silent,
  });
}

function pageWith(mark: string): string {
  const page = readFileSync(join(built, "index.html"), "utf8");
  return page.replace("</head>", `<meta name="build" content="${mark}" /></head>`);
}

/** Which build's page is open. */
async function buildShown(): Promise<string> {
  const mark = noor.page.locator('meta[name="build"]');
  return (await mark.count()) === 0 ? "first" : ((await mark.getAttribute("content")) ?? "");
}

/** Another build: its page has a mark, so one sees which one runs. */
function rebuild(mark: string): void {
  writeFileSync(join(pages, "index.html"), pageWith(mark));
  writeShell(pages, new Set(["desk.html", "check.html"]));
}
