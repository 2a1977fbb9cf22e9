import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inside, outside, toList, View, type Way } from "./gallery.ts";
import { cutOff, objections, photograph } from "./looked-at.ts";
import { type Look, looks, nameOf } from "./looks.ts";
import { Person } from "./person.ts";
import { SamplePeople } from "./sample-people.ts";
import { ServedApp } from "./served-app.ts";

// Every page in its looks: both languages, light and dark, wide and narrow.

const app = new ServedApp();
const folder = mkdtempSync(join(tmpdir(), "bridle-people-"));
const people = new SamplePeople(folder, () => app.server.url);
let noor: Person;

beforeAll(async () => {
  noor = await Person.open(await app.start());
});

afterAll(async () => {
  await noor?.leave();
  await people.leave();
  await app.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Takes on a look; what stands on the page is another language at once, without a reload. */
async function lookAt(look: Look): Promise<View> {
  await noor.page.emulateMedia({ colorScheme: look.scheme, reducedMotion: "reduce" });
  await noor.page.setViewportSize(look);
  return new View(noor.page, look.language);
}

/** Opens pages one after the other and says what is wrong with each, by name. */
async function walk(
  ways: readonly Way[],
  look: Look,
  between: (view: View) => Promise<void>,
): Promise<readonly string[]> {
  const view = await lookAt(look);
  const wrong: string[] = [];
  for (const [name, open] of ways) {
    await between(view);
    await open(view);
    await view.page.waitForTimeout(80);
    await photograph(view.page, nameOf(name, look));
    for (const objection of await objections(view.page)) wrong.push(`${nameOf(name, look)}: ${objection}`);
    await view.page.setViewportSize({ width: 320, height: 568 });
    for (const part of await cutOff(view.page)) wrong.push(`${name} at 320: ${part}`);
    await view.page.setViewportSize(look);
  }
  return wrong;
}

describe("before there is an account", () => {
  test.each(looks)("[W21] [W23] every page in $language, $scheme, $width", async (look) => {
    const other = new View(noor.page, look.language === "en" ? "ar" : "en");
    const chooser = noor.page.getByRole("button", { name: look.language === "en" ? "English" : "العربية" });
    await noor.page.reload();
    await chooser.click();
    await other.button("welcome.new").waitFor({ state: "detached" });
    expect(await noor.page.locator("html").getAttribute("dir")).toBe(look.language === "ar" ? "rtl" : "ltr");
    expect(
      await walk(outside, look, async ({ page }) => {
        await page.reload();
      }),
    ).toEqual([]);
  });
});

describe("with an account", () => {
  test("[W21] the recovery words, and an empty beginning", async () => {
    const [look] = looks;
    if (look === undefined) return;
    await noor.page.reload();
    await noor.press("English");
    await lookAt(look);
    await noor.signUp({ name: "Noor", handle: "noor" });
    await noor.recoveryWords();
    await photograph(noor.page, nameOf("recovery", look));
    expect(await objections(noor.page)).toEqual([]);
    await noor.press("I have written them down");
    expect(await objections(noor.page)).toEqual([]);
    await noor.press("Show the words again");
    await noor.press("Later");
    await noor.heading("Start a conversation").waitFor();
    await photograph(noor.page, nameOf("nothing-yet", look));
    expect(await objections(noor.page)).toEqual([]);
  });

  test.each(looks.slice(1))(
    "[W21] [W23] the same in $language, $scheme, $width, for somebody else",
    async (look) => {
      const locale = look.language === "ar" ? "ar" : "en-GB";
      const newcomer = await Person.open(app.server.url, { setting: { ...look, locale } });
      const view = new View(newcomer.page, look.language);
      await view.button("welcome.new").click();
      await newcomer.page.getByLabel(view.text("signUp.name")).fill("Noor");
      await view.button("signUp.create").click();
      await newcomer.recoveryWords();
      await photograph(newcomer.page, nameOf("recovery", look));
      expect(await objections(newcomer.page)).toEqual([]);
      await view.button("words.later").click();
      await view.button("list.new").waitFor();
      // Where the list is all that is seen, it says how to begin.
      expect(await view.button("begin.title").isVisible()).toBe(look.width < 768);
      await photograph(newcomer.page, nameOf("nothing-yet", look));
      expect(await objections(newcomer.page)).toEqual([]);
      await newcomer.leave();
    },
  );

  test("[W17] people come and talk; a changed safety number stands in place of the composer", async () => {
    await people.talkTo(noor);
    await people.introduce("noor");
    await noor.row("Introductions").waitFor();
    await noor.row("Jonas").click();
    await noor.heading("The safety number with \u2068Jonas Weber\u2069 changed").waitFor();
    expect(await noor.composer().count()).toBe(0);
  });

  test.each(looks)("[W7] [W21] [W23] every page in $language, $scheme, $width", async (look) => {
    await noor.page.setViewportSize({ width: 1280, height: 800 });
    await noor.page.reload();
    const switched = look.language === "en" ? "English" : "العربية";
    const settings = noor.page.getByRole("button", { name: /^(Settings|الإعدادات)$/ });
    await settings.click();
    await noor.page.locator(".settings-row").nth(5).click();
    await noor.page.getByRole("radio", { name: switched }).check();
    const view = new View(noor.page, look.language);
    await noor.page.getByRole("heading", { name: view.text("settings.language") }).waitFor();
    expect(await noor.page.locator("html").getAttribute("dir")).toBe(look.language === "ar" ? "rtl" : "ltr");
    expect(await walk(inside, look, toList)).toEqual([]);
  });

  test("[W23] nothing is cut off when letters are twice as large", async () => {
    const wrong: string[] = [];
    const view = await lookAt({ language: "ar", scheme: "light", width: 640, height: 800 });
    for (const [name, open] of inside) {
      await toList(view);
      await view.page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
      await open(view);
      for (const part of await cutOff(view.page)) wrong.push(`${name}: ${part}`);
    }
    expect(wrong).toEqual([]);
  });

  test("[W21] offline says so", async () => {
    await app.server.kill();
    const view = await lookAt({ language: "ar", scheme: "light", width: 1280, height: 800 });
    await view.page.locator(".list-state").waitFor();
    expect(await objections(view.page)).toEqual([]);
  });
});
