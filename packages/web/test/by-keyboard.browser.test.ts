import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Person } from "./person.ts";
import { SamplePeople } from "./sample-people.ts";
import { ServedApp } from "./served-app.ts";

// Without a pointer: from signing up to everything a conversation offers.

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

interface Focused {
  readonly name: string;
  readonly seen: boolean;
  readonly ring: boolean;
}

/** What has the focus: its words, whether it is in view, and whether that can be seen. */
function focused(): Promise<Focused> {
  return noor.page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body)
      return { name: "", seen: false, ring: false };
    const { top, left, width, height } = element.getBoundingClientRect();
    const inView = top > -1 && left > -1 && top + Math.min(height, 40) <= innerHeight + 1 && width > 0;
    const around = [element, element.closest(".field-line"), element.closest(".search")];
    const ring = around.some((part) => {
      if (part === null) return false;
      const { outlineStyle, outlineWidth, borderColor } = getComputedStyle(part);
      const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent");
      return (
        (outlineStyle !== "none" && outlineWidth !== "0px") ||
        (part !== element && accent !== "" && borderColor !== "")
      );
    });
    const label =
      element.getAttribute("aria-label") ??
      (element instanceof HTMLInputElement ? element.labels?.[0]?.innerText : undefined);
    return { name: (label ?? element.innerText).trim().replaceAll(/\s+/g, " "), seen: inView, ring };
  });
}

async function keys(...pressed: readonly string[]): Promise<void> {
  for (const key of pressed) await noor.page.keyboard.press(key);
}

/** Tabs until something with this name has the focus; everything passed on the way can be seen. */
async function tabTo(name: string | RegExp, back = false): Promise<void> {
  const passed: string[] = [];
  for (let steps = 0; steps < 40; steps += 1) {
    await keys(back ? "Shift+Tab" : "Tab");
    const at = await focused();
    passed.push(at.name);
    if (at.name === "") continue;
    expect(at).toMatchObject({ seen: true, ring: true });
    if (typeof name === "string" ? at.name === name : name.test(at.name)) return;
  }
  throw new Error(`${String(name)} can't be reached; passed ${passed.join(", ")}`);
}

describe("[W22] by keyboard alone", () => {
  test("an account is made, and the recovery words put off", async () => {
    await noor.button("Create an account").waitFor();
    await tabTo("Create an account");
    await keys("Enter");
    await noor.heading("Create your account").waitFor();
    expect((await focused()).name).toMatch(/^Name/);
    await noor.page.keyboard.type("Noor");
    await tabTo(/^Handle/);
    await noor.page.keyboard.type("noor");
    await keys("Enter");
    await noor.heading("Your recovery words").waitFor();
    await noor.recoveryWords();
    await tabTo("Later");
    await keys("Enter");
    await noor.heading("Start a conversation").waitFor();
    await tabTo(/^Show my invite/);
    await keys("Enter");
    await noor.page.locator(".qr").waitFor();
    await keys("Escape");
    await noor.heading("Start a conversation").waitFor();
  });

  test("the list is one stop; arrows walk it, Enter opens, the text field has the focus", async () => {
    await people.talkTo(noor);
    await noor.page.reload();
    await noor.row("Amina").waitFor();
    await keys("Control+k");
    expect((await focused()).name).toBe("Search");
    await tabTo(/Amina Haddad/);
    await keys("ArrowDown");
    expect((await focused()).name).toContain("Jonas Weber");
    await keys("Home", "Enter");
    await noor.composer().waitFor();
    expect((await focused()).name).toBe("Message to \u2068Amina Haddad\u2069");
    await noor.page.keyboard.type("Typed and sent");
    await keys("Enter");
    await noor.bubble("Typed and sent").waitFor();
  });

  test("[W19] messages are one stop; keys answer, change, react and delete", async () => {
    await keys("F6");
    expect(await noor.page.locator(".bubble:focus").innerText()).toContain("Typed and sent");
    await keys("ArrowUp", "ArrowUp");
    expect(await noor.page.locator(".bubble:focus").innerText()).toContain("Also: can you");
    await keys("Enter");
    expect((await focused()).name).toBe("Reply");
    await keys("ArrowUp");
    expect((await focused()).name).toContain("React with");
    await keys("Escape");
    expect(await noor.page.locator(".bubble:focus").count()).toBe(1);
    await keys("r");
    await noor.page.getByText("Reply to \u2068Amina Haddad\u2069").waitFor();
    expect((await focused()).name).toContain("Message to");
    await keys("Escape");
    await noor.page.locator(".composer-mode").waitFor({ state: "detached" });
    await keys("ArrowUp");
    await noor.page.getByText("Changing your message").waitFor();
    expect(await noor.composer().inputValue()).toBe("Typed and sent");
    await keys("End");
    await noor.page.keyboard.type(" twice");
    await keys("Enter");
    await noor.bubble("Typed and sent twice").getByText("edited").waitFor();
    await keys("F6", "Delete");
    await noor.page.getByRole("dialog").waitFor();
    await tabTo("Delete message");
    await keys("Enter");
    await noor.page.getByText("You deleted this message").first().waitFor();
  });

  test("Shift+Enter begins a line, and the field grows to six lines", async () => {
    await noor.composer().focus();
    const heights: number[] = [];
    for (let line = 1; line <= 8; line += 1) {
      await noor.page.keyboard.type(`line ${line}`);
      heights.push((await noor.composer().boundingBox())?.height ?? 0);
      await keys("Shift+Enter");
    }
    expect(heights[1]).toBeGreaterThan(heights[0] ?? 0);
    expect(heights[5]).toBeGreaterThan(heights[4] ?? 0);
    expect(heights[7]).toBe(heights[6]);
    await noor.composer().fill("");
  });

  test("conversations, details, settings and the list of keys are a key away", async () => {
    await keys("Alt+ArrowDown");
    await noor.page.getByRole("heading", { name: "Jonas Weber", level: 1 }).waitFor();
    await keys("Alt+ArrowUp");
    await noor.composer().waitFor();
    await tabTo(/^About /, true);
    await keys("Enter");
    await noor.heading("Safety number").waitFor();
    await keys("Escape");
    await noor.heading("Safety number").waitFor({ state: "detached" });
    await keys("Control+/");
    await noor.heading("Keyboard shortcuts").waitFor();
    await keys("Escape");
    await noor.heading("Keyboard shortcuts").waitFor({ state: "detached" });
    await keys("Alt+n");
    await noor.heading("Start a conversation").waitFor();
    await keys("Control+k");
    await tabTo("Settings", true);
    await keys("Enter");
    await noor.page.locator(".settings-row").first().waitFor();
    await tabTo("Privacy");
    await keys("Enter");
    await noor.heading("Privacy").waitFor();
    await tabTo("Show when I am typing");
    await keys("Space");
    expect(await noor.page.getByRole("switch", { name: "Show when I am typing" }).isChecked()).toBe(false);
    await keys("Escape");
    await noor.heading("Settings").waitFor();
  });

  test("[W24] no problem was met on the way", () => {
    expect(noor.problems).toEqual([]);
  });
});
