import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AccountId, type NoticeLetter } from "@bridle/protocol";
import { startServer } from "@bridle/server";
import { ClientProcess } from "@bridle/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { noticeText, type NoticeText } from "../src/notices/words/words.ts";
import { cutOff, objections, photograph } from "./looked-at.ts";
import { type Look, looks, nameOf } from "./looks.ts";
import { Person } from "./person.ts";
import { built } from "./served-app.ts";

// Safety notices as somebody meets them: the line in the app, the page, the code, and what can't get there.

const folder = mkdtempSync(join(tmpdir(), "bridle-notices-"));
let server: Awaited<ReturnType<typeof startServer>>;
let noor: Person;
let amina: ClientProcess;
let me: AccountId;
const t = noticeText("en", "en-GB");

const letter: NoticeLetter = {
  template: "targeted",
  templateVersion: 1,
  seen: {
    lookups: true,
    introductions: true,
    invites: false,
    groupAdds: true,
    calls: false,
    deviceLinks: false,
    malformed: false,
  },
  reached: "introduction",
  confidence: "likely",
  firstDay: 20_766,
  furtherDays: 11,
  done: { refused: true, accountsClosed: true, repaired: false },
  helpEdition: 1,
};

function serve(port: number): ReturnType<typeof startServer> {
  const log = { write: () => undefined };
  const dataDir = join(folder, "server");
  return startServer({ dataDir, host: "127.0.0.1", port, registration: "open", staticDir: built, log });
}

beforeAll(async () => {
  server = await serve(0);
  noor = await Person.open(server.url);
  await noor.signUp({ name: "Noor" });
  await noor.press("Later");
  await noor.settings("About");
  const fingerprint = await noor.page.locator(".facts dd").nth(2).innerText();
  const parsed = AccountId.parse(fingerprint.replaceAll(/\s/g, ""));
  if (parsed === undefined) throw new Error("no account id on the page");
  me = parsed;
  amina = new ClientProcess(join(folder, "amina"), () => server.url).start();
  await amina.do("register", { displayName: "Amina" });
});

afterAll(async () => {
  await noor?.leave();
  await amina?.kill();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

let batches = 0;
function post(said: Partial<NoticeLetter> = {}): string {
  const batch = (++batches).toString(16).padStart(32, "0");
  server.postNotices({ batch, letter: { ...letter, ...said }, accounts: [me] });
  return batch;
}

const line = (page: Page = noor.page) =>
  page.locator(".alert-line").getByText("Bridle has something to tell you about your safety.");

async function home(): Promise<void> {
  await noor.page.reload();
  await noor.page.locator('.shell[data-view="home"]').waitFor();
}

describe("a safety notice", () => {
  test("[W51] before there is one, its page says what it would be", async () => {
    await home();
    await noor.settings("Safety notices");
    await noor.heading(t("empty.title")).waitFor();
    expect(await objections(noor.page)).toEqual([]);
  });

  test("[W51] is announced by a calm line of the app, and read on its own page; read it stays there", async () => {
    await home();
    const batch = post();
    await line().waitFor();
    expect(await noor.page.title()).not.toMatch(/safety|targeted/i);
    await noor.press("Read");
    await noor.heading(t("title.likely")).waitFor();
    expect(await line().count()).toBe(0);
    await noor.page.getByText(t("answer.attempt")).waitFor();
    await noor.page.getByText(t("reached.introduction")).waitFor();
    await expect.poll(() => server.noticeCounts(batch).delivered, { timeout: 60_000 }).toBe(1);
    await home();
    expect(await line().count()).toBe(0);
    await noor.settings("Safety notices");
    await noor.heading(t("title.likely")).waitFor();
  });

  test("[W52] advises help before anything is deleted, and has no link and nothing to fill in", async () => {
    const steps = await noor.page.locator(".notice-steps > li > strong").allInnerTexts();
    expect(steps).toEqual(
      (["todo.help", "todo.keep", "todo.safe", "todo.close", "todo.tell", "todo.law"] as const).map((key) =>
        t(key),
      ),
    );
    const headings = await noor.page.locator(".notice :is(h2, h3)").allInnerTexts();
    expect(headings).toEqual(
      (
        [
          "title.likely",
          "todo.title",
          "help.title",
          "seen.title",
          "done.title",
          "code.title",
          "not.title",
        ] as const
      ).map((key) => t(key)),
    );
    expect(await noor.page.locator(".notice :is(a, input, textarea, img, iframe)").count()).toBe(0);
    const all = await noor.page.locator(".notice").innerText();
    expect(all).toContain("help@accessnow.org");
    expect(all).toContain("9 November 2026");
  });

  test("[W53] has a code that the service's page knows, day and no more", async () => {
    const digits = await noor.page.locator(".notice-code > li").allInnerTexts();
    expect(digits.map((group) => group.length)).toEqual([4, 4, 4]);
    const address = await noor.page.locator(".notice .address").innerText();
    expect(address).toBe(`${new URL(server.url).host}/notices/${digits.join("-")}`);
    const page = await (await fetch(`http://${address}`)).text();
    expect(page).toContain(`issued a notice with this code on ${new Date().toISOString().slice(0, 10)}`);
    expect(page).not.toContain(me);
  });

  test("[W50] a message that looks like one stays a message", async () => {
    await home();
    const { conversationId } = await amina.do<{ conversationId: string }>("invite.use", {
      link: await noor.invite(),
    });
    const text = `${t("title.strong")}\n${t("answer.attempt")}\n1234 5678 9012 http://example.org/notices`;
    await amina.do("message.send", { conversationId, text });
    await noor.openConversation("Amina");
    await noor.bubble("1234 5678 9012").waitFor();
    expect(await line().count()).toBe(0);
    await noor.settings("Safety notices");
    expect(await noor.page.locator(".notice").count()).toBe(1);
    expect(await noor.page.locator(".pane").getByText("1234 5678 9012").count()).toBe(0);
  });

  test("[W51] put off, the line comes back with the next notice; earlier ones are kept below", async () => {
    await home();
    post({ confidence: "strong", reached: "accepted" });
    await line().waitFor();
    await noor.press("Later");
    expect(await line().count()).toBe(0);
    post({ confidence: "possible", reached: "nothing", furtherDays: 0 });
    await line().waitFor();
    await noor.press("Read");
    await noor.heading(t("title.possible")).waitFor();
    expect(await noor.page.locator(".notice-earlier").count()).toBe(2);
    await noor.page.locator(".notice-earlier > summary").first().click();
    await noor.page.locator(".notice-earlier[open]").getByText(t("reached.accepted")).waitFor();
    await noor.page.locator(".notice-earlier > summary").first().click();
  });
});

async function switchTo({ language, scheme, width, height }: Look): Promise<NoticeText> {
  await noor.page.setViewportSize({ width: 1280, height: 800 });
  await home();
  await noor.page.getByRole("button", { name: /^(Settings|الإعدادات)$/ }).click();
  await noor.page.locator(".settings-row").nth(5).click();
  await noor.page.getByRole("radio", { name: language === "en" ? "English" : "العربية" }).check();
  await noor.page.emulateMedia({ colorScheme: scheme });
  await noor.page.setViewportSize({ width, height });
  return noticeText(language, language);
}

describe("the notice's page", () => {
  test.each(looks)("[W7] [W21] [W23] in $language, $scheme, $width", async (look) => {
    const said = await switchTo(look);
    await home();
    post({ confidence: "strong" });
    await noor.page.locator(".alert-line-plain").waitFor();
    expect(await objections(noor.page)).toEqual([]);
    expect(await cutOff(noor.page)).toEqual([]);
    await photograph(noor.page, nameOf("notice-line", look));
    await noor.page.locator(".alert-line-plain .text-button").click();
    await noor.heading(said("title.strong")).waitFor();
    expect(await objections(noor.page)).toEqual([]);
    expect(await cutOff(noor.page)).toEqual([]);
    await photograph(noor.page, nameOf("notice", look));
    for (const [part, key] of [
      ["help", "help.title"],
      ["code", "code.title"],
    ] as const) {
      await noor.heading(said(key)).first().scrollIntoViewIfNeeded();
      await noor
        .heading(said(key))
        .first()
        .evaluate((element) => element.scrollIntoView({ block: "start" }));
      await photograph(noor.page, nameOf(`notice-${part}`, look));
    }
    await noor.page.setViewportSize({ width: 320, height: 640 });
    expect(await cutOff(noor.page)).toEqual([]);
  });

  test("[W22] [W54] no more of these: by keyboard, told to the service, and taken back", async () => {
    await switchTo({ language: "en", scheme: "light", width: 1280, height: 800 });
    await home();
    await noor.settings("Safety notices");
    const off = noor.page.getByRole("switch", { name: t("optOut.label") });
    await off.focus();
    await noor.page.keyboard.press("Space");
    await noor.page.locator('[role="switch"][aria-checked="true"]').waitFor();
    expect(server.postNotices({ batch: "ff".repeat(16), letter, accounts: [me] })).toEqual([
      { account: me, outcome: "optedOut" },
    ]);
    await off.focus();
    await noor.page.keyboard.press("Space");
    await noor.page.locator('[role="switch"][aria-checked="false"]').waitFor();
    expect(noor.problems).toEqual([]);
  });
});

describe("a service that signs differently than before", () => {
  test("[W55] has its notices shown as unconfirmed, before anything that they say", async () => {
    const { port } = server;
    await server.close();
    // The last of the server's secrets gives the notice key; its identity stays the one that the app knows.
    const keys = join(folder, "server", "keys");
    const [header = "", encoded = ""] = readFileSync(keys, "utf8").split("\n");
    const secrets = Buffer.from(encoded, "base64url");
    secrets.fill(7, secrets.length - 32);
    writeFileSync(keys, `${header}\n${secrets.toString("base64url")}\n`);
    server = await serve(port);
    await home();
    post({ confidence: "strong" });
    await line().waitFor();
    await noor.press("Read");
    const first = noor.page.locator(".notice .callout").first();
    await first.getByText(t("unverified.lead")).waitFor();
    const title = await noor.heading(t("title.strong")).first().boundingBox();
    expect((await first.boundingBox())?.y).toBeLessThan(title?.y ?? 0);
    expect(await objections(noor.page)).toEqual([]);
    await photograph(noor.page, "notice-unconfirmed-en-light-1280");
  });
});
