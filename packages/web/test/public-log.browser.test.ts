import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClientProcess, ServerProcess } from "@bridle/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Language } from "../src/words/words.ts";
import { cutOff, objections, photograph } from "./looked-at.ts";
import { looks, nameOf } from "./looks.ts";
import { Person } from "./person.ts";
import { ServedApp } from "./served-app.ts";

// What the server's public log says of keys, as somebody sees it: first nothing, then that nobody
// independent confirmed it, and then that the server goes back on what it said.

// One epoch at the start, and then none before the test says so.
const app = new ServedApp(["--epoch-seconds", "9999"]);
const quick = new ServerProcess(app.server.dataDir, ["--epoch-seconds", "2"]);
const folder = mkdtempSync(join(tmpdir(), "bridle-log-"));
let noor: Person;
let amina: ClientProcess;

beforeAll(async () => {
  noor = await Person.open(await app.start());
  await noor.signUp({ name: "Noor" });
  await noor.press("Later");
  amina = new ClientProcess(join(folder, "amina"), () => app.server.url).start();
  await amina.do("register", { displayName: "Amina" });
});

afterAll(async () => {
  await noor?.leave();
  await amina?.kill();
  await quick.stop();
  await app.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Changes the language in another tab; the page that is looked at stays as it is and speaks it at once. */
async function speak(language: Language): Promise<void> {
  const tab = await noor.openTab();
  await tab.getByRole("button", { name: /^(Settings|الإعدادات)$/ }).click();
  await tab.locator(".settings-row").nth(5).click();
  await tab.getByRole("radio", { name: language === "en" ? "English" : "العربية" }).check();
  await noor.page.locator(`html[lang^="${language}"]`).waitFor({ state: "attached" });
  await tab.close();
  await noor.page.bringToFront();
}

/** Shows the page in both languages and several sizes, and says what is wrong with it. */
async function look(name: string): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const each of looks) {
    await speak(each.language);
    await noor.page.emulateMedia({ colorScheme: each.scheme, reducedMotion: "reduce" });
    await noor.page.setViewportSize(each);
    await noor.page.waitForTimeout(80);
    await photograph(noor.page, nameOf(name, each));
    wrong.push(...(await objections(noor.page)));
    await noor.page.setViewportSize({ width: 320, height: 568 });
    wrong.push(...(await cutOff(noor.page)));
  }
  await speak("en");
  await noor.page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await noor.page.setViewportSize({ width: 1280, height: 800 });
  return wrong;
}

test("[W70] [E45] a contact's keys are not checked yet, and that is said", async () => {
  await amina.do("invite.use", { link: await noor.invite() });
  await noor.openConversation("Amina");
  await noor.page.locator(".standing-keys").getByText("Keys not checked yet").waitFor();
  await noor.contactPage();
  await noor.page.getByText("Not checked yet", { exact: true }).waitFor();
  expect(await look("log-unchecked")).toEqual([]);
});

test("[W70] then they are in the log, which nobody independent confirmed", async () => {
  await app.server.stop();
  quick.port = app.server.port;
  await quick.start();
  await noor.page.getByText("Unaudited", { exact: true }).waitFor();
  await noor.page.locator(".standing-keys").getByText("In the log, unaudited").waitFor();
  expect(await look("log-unaudited")).toEqual([]);
  await noor.settings("About");
  await noor.page.getByText("Witnesses", { exact: true }).waitFor();
  expect(await noor.page.getByText("nobody", { exact: true }).count()).toBe(2);
  await noor.press("Look now");
  expect(await look("log-about")).toEqual([]);
});

test("[W70] a server that goes back on what it said takes the composer's place, says what to do, and gives the proof", async () => {
  const ledger = join(app.server.dataDir, "ledger");
  await quick.stop();
  cpSync(ledger, join(folder, "older"), { recursive: true });
  await quick.start();
  const size = noor.page.locator("dt", { hasText: "Entries" }).locator("xpath=../dd");
  const before = await size.innerText();
  await expect
    .poll(
      async () => {
        await noor.press("Look now");
        return size.innerText();
      },
      { timeout: 60_000, interval: 1000 },
    )
    .not.toBe(before);
  await quick.stop();
  rmSync(ledger, { recursive: true });
  cpSync(join(folder, "older"), ledger, { recursive: true });
  await quick.start();
  await noor.page.getByText("The server shows different keys to different people").first().waitFor();
  await noor.button("Copy the proof").waitFor();
  expect(await look("log-different-about")).toEqual([]);
  await noor.row("Amina").click();
  await noor.heading("The server shows different keys to different people").waitFor();
  await noor.page.locator(".standing").getByText("The server shows different keys").waitFor();
  expect(await noor.composer().count()).toBe(0);
  expect(await look("log-different")).toEqual([]);
  await noor.press("Go on without comparing");
  await noor.composer().waitFor();
  await noor.contactPage();
  expect(await look("log-different-contact")).toEqual([]);
});
