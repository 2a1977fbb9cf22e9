import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckInputs, checkInputs } from "./check-inputs.ts";
import { Checker } from "./checker.ts";
import { cutOff, objections, photograph } from "./looked-at.ts";
import { type Look, looks, nameOf } from "./looks.ts";
import { ServedApp } from "./served-app.ts";

// The device check in its looks: both languages, light and dark, wide and narrow; and without a pointer.

const app = new ServedApp();
const folder = mkdtempSync(join(tmpdir(), "bridle-evidence-"));
let inputs: CheckInputs;
let checker: Checker;

beforeAll(async () => {
  inputs = checkInputs(folder);
  checker = await Checker.open(await app.start());
});

afterAll(async () => {
  await checker?.leave();
  await app.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What is wrong with the page as it is, here and at 320 px. */
async function wrongWith(name: string, look: Look): Promise<readonly string[]> {
  const { page } = checker;
  const called = nameOf(`check-${name}`, look);
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForTimeout(80);
  // Of an opened report the beginning looks as before.
  if (name !== "match-open") await photograph(page, called);
  const wrong = (await objections(page)).map((objection) => `${called}: ${objection}`);
  await page.setViewportSize({ width: 320, height: 568 });
  for (const part of await cutOff(page)) wrong.push(`${called} at 320: ${part}`);
  await page.setViewportSize(look);
  return wrong;
}

describe.each(looks)("in $language, $scheme, $width", (look) => {
  test("[W7] [W21] [W23] [W88] every stage, from the beginning to the report", async () => {
    const { page } = checker;
    const wrong: string[] = [];
    await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: "reduce" });
    await page.setViewportSize(look);
    await page.reload();
    await checker.ready();
    await page.getByRole("button", { name: look.language === "en" ? "English" : "العربية" }).click();
    expect(await page.locator("html").getAttribute("dir")).toBe(look.language === "ar" ? "rtl" : "ltr");
    wrong.push(...(await wrongWith("begin", look)));
    for (const summary of await page.locator("summary").all()) await summary.click();
    wrong.push(...(await wrongWith("begin-open", look)));
    for (const summary of await page.locator("summary").all()) await summary.click();
    await checker.chooseFolder(inputs.encrypted);
    wrong.push(...(await wrongWith("chosen", look)));
    await page.getByRole("button", { name: /Start the check|بدء الفحص/ }).click();
    await page.locator('input[type="password"]').waitFor();
    wrong.push(...(await wrongWith("password", look)));
    await page.locator('input[type="password"]').fill(inputs.password);
    await page.keyboard.press("Enter");
    await page.locator('[data-state="now"]').nth(0).waitFor();
    await photograph(page, nameOf("check-running", look));
    expect(await objections(page)).toEqual([]);
    await page.locator(".check-answer").waitFor();
    wrong.push(...(await wrongWith("match", look)));
    for (const summary of await page.locator("summary").all()) await summary.click();
    wrong.push(...(await wrongWith("match-open", look)));
    for (const [part, name] of [
      ["timeline", "timeline"],
      ["save", "save"],
    ] as const) {
      await page.locator(`#${part}`).scrollIntoViewIfNeeded();
      await page.locator(`#${part}`).evaluate((element) => element.scrollIntoView());
      await photograph(page, nameOf(`check-${name}`, look));
    }
    expect(wrong).toEqual([]);
  });

  test("[W21] [W88] the other three answers", async () => {
    const wrong: string[] = [];
    for (const [name, path] of [
      ["expert", inputs.bugreport],
      ["incomplete", inputs.cut],
      ["nothing", inputs.fine],
    ] as const) {
      await checker.page.getByRole("button", { name: /Check something else|فحص شيء آخر/ }).click();
      await checker.chooseFile(path);
      await checker.check();
      wrong.push(...(await wrongWith(name, look)));
    }
    expect(wrong).toEqual([]);
    expect(checker.problems).toEqual([]);
  });
});

test("[W88] in Arabic everything that the check itself says is Arabic, and evidence stands in its own direction", async () => {
  const { page } = checker;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.reload();
  await checker.ready();
  await page.getByRole("button", { name: "العربية" }).click();
  await checker.chooseFolder(inputs.plain);
  await checker.check();
  const title = await page.locator(".check-finding h4").first().innerText();
  expect(title).toContain("رسالة من \u2068+420123456789\u2069");
  expect(title).toContain("يوافق ما نُشر: النطاق");
  for (const summary of await page.locator("summary").all()) await summary.click();
  const latin = await page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector("main")!, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const inside = node.parentElement?.closest("bdi, .digits, .check-events");
      const text = (node.textContent ?? "").replaceAll(/\u2068[^\u2069]*\u2069/g, "");
      // Names that have no Arabic form stand among Arabic words.
      if (inside === null && /[A-Za-z]{4,}/.test(text) && !/\p{Script=Arabic}/u.test(text)) found.push(text);
    }
    return found;
  });
  expect(latin.filter((text) => !/^(?:English|bridle|[\w.-]+)$/.test(text.trim()))).toEqual([]);
});

test("[W23] nothing is cut off when letters are twice as large", async () => {
  const { page } = checker;
  await page.setViewportSize({ width: 640, height: 800 });
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  expect(await cutOff(page)).toEqual([]);
});

test("[W22] by keyboard alone: from choosing lists to the answer, with the focus always in sight", async () => {
  const { page } = checker;
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.reload();
  await checker.ready();
  await page.getByRole("button", { name: "English" }).click();
  await checker.chooseFile(inputs.fine);
  const reached: string[] = [];
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element === document.body) return undefined;
      const shown = element.matches(".file-choice") ? element.nextElementSibling : element;
      const { outlineStyle } = getComputedStyle(shown?.closest(".field-line") ?? shown ?? element);
      const { top, bottom } = (shown ?? element).getBoundingClientRect();
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return {
        name: (label ?? element.getAttribute("aria-label") ?? element.textContent ?? "").trim(),
        ring: outlineStyle !== "none",
        seen: bottom > 0 && top < innerHeight,
      };
    });
  const tabTo = async (name: string): Promise<void> => {
    for (let steps = 0; steps < 60; steps += 1) {
      await page.keyboard.press("Tab");
      const at = await focused();
      if (at === undefined) continue;
      reached.push(at.name);
      expect(at).toMatchObject({ ring: true, seen: true });
      if (at.name.startsWith(name)) return;
    }
    throw new Error(`${name} can't be reached; passed ${reached.join(", ")}`);
  };
  await page.evaluate(() => document.querySelector("h1")?.focus());
  await tabTo("15 lists of known spyware");
  await page.keyboard.press("Enter");
  await tabTo("pegasus");
  await page.keyboard.press("Space");
  await page.getByText("14 lists of known spyware").waitFor();
  await page.evaluate(() => document.querySelector("h1")?.focus());
  await tabTo("Start the check");
  await page.keyboard.press("Enter");
  await page.locator(".check-answer").waitFor();
  expect((await focused())?.name).toBe("Nothing known was found in what was examined");
  await tabTo("Timeline");
  await page.keyboard.press("Enter");
  await tabTo("Save the page");
  await tabTo("Check something else");
  await page.keyboard.press("Enter");
  await checker.heading("Check a phone for traces of known spyware").waitFor();
});
