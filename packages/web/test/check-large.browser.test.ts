import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { largeDump, manyEvents } from "./check-inputs.ts";
import { Checker } from "./checker.ts";
import { ServedApp } from "./served-app.ts";

// Large evidence: memory, ending a run, and a timeline with many events.

const MIB = 1024 * 1024;
const DUMP_BYTES = 400_000_000;
const EVENTS = 120_000;
const app = new ServedApp();
const folder = mkdtempSync(join(tmpdir(), "bridle-evidence-"));
const dump = join(folder, "dumpstate.txt");
const events = join(folder, "androidqf.zip");
let checker: Checker;

beforeAll(async () => {
  largeDump(dump, DUMP_BYTES);
  manyEvents(events, EVENTS);
  checker = await Checker.open(await app.start());
});

afterAll(async () => {
  await checker?.leave();
  await app.remove();
  rmSync(folder, { recursive: true, force: true });
});

test("[W84] a run that is ended stops reading at once, says so, and another can begin", async () => {
  await checker.chooseFile(dump);
  await checker.button("Start the check").click();
  await checker.page.getByText(/Read so far: \u2068?[1-9]/).waitFor();
  await checker.button("End the check").click();
  await checker.page.getByText("You ended the check. Nothing was concluded, and nothing was kept.").waitFor();
  expect(await checker.page.locator(".check-answer").count()).toBe(0);
  expect(await checker.button("Start the check").count()).toBe(1);
});

test("[W83] a file of 400 MB takes far less memory than it has bytes", async () => {
  const before = checker.memory();
  await checker.check();
  expect(await checker.page.locator("#files").innerText()).toContain("1 file with its hash");
  const after = checker.memory();
  expect(after.peak).toBeGreaterThan(50);
  expect(after.peak - before.now).toBeLessThan((DUMP_BYTES / MIB) * 0.6);
  await checker.again();
});

describe("[W86] the timeline", () => {
  const count = (): Promise<string> => checker.page.locator("#timeline output").innerText();
  const countIs = (text: string | RegExp): Promise<void> =>
    checker.page.locator("#timeline output").filter({ hasText: text }).waitFor();

  test("shows many events, but draws only those in sight", async () => {
    await checker.chooseFile(events);
    await checker.check();
    await countIs("120,000 of 120,000 events");
    await checker.page.locator(".check-event").first().waitFor();
    expect(await checker.page.locator(".check-event").count()).toBeLessThan(60);
    const first = await checker.page.locator(".check-event").first().innerText();
    expect(first).toContain("2023-11-14 22:13:20 UTC");
    expect(first).toContain("here");
    await checker.page.locator(".check-events").evaluate((box) => (box.scrollTop = box.scrollHeight));
    await checker.page.getByText("/sdcard/DCIM/IMG_49999.jpg").waitFor();
    expect(await checker.page.locator(".check-event").count()).toBeLessThan(60);
    await checker.button("Later rows").click();
    await checker.page.getByText("/sdcard/DCIM/IMG_50000.jpg").waitFor();
  });

  test("is searched by words and filtered by source", async () => {
    await checker.page.getByLabel("Search the timeline").fill("img_4242.jpg");
    await countIs("1 of 120,000 events");
    await checker.page.getByText("/sdcard/DCIM/IMG_4242.jpg").waitFor();
    await checker.page.getByLabel("Search the timeline").fill("");
    await countIs("120,000 of 120,000 events");
    await checker.page.getByText(/^Sources: /).click();
    await checker.page.getByRole("checkbox", { name: /Files on the phone/ }).uncheck();
    await countIs("0 of 120,000 events");
    await checker.page.getByText("Nothing fits. Zoom out").waitFor();
    await checker.button("All").click();
    await countIs("120,000 of 120,000 events");
  });

  test("is zoomed by marking a part with the pointer, by buttons and by keys", async () => {
    const plot = checker.page.locator(".check-plot");
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox())!;
    const y = box.y + box.height / 2;
    await checker.page.mouse.move(box.x + box.width * 0.25, y);
    await checker.page.mouse.down();
    await checker.page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
    await checker.page.mouse.up();
    await countIs(/^(?:29|30),\d{3} of/);
    const marked = Number((await count()).replace(/,/g, "").split(" ")[0]);
    await checker.button("Zoom in").click();
    await countIs(/^(?:14|15),\d{3} of/);
    await plot.focus();
    await checker.page.keyboard.press("-");
    await countIs(new RegExp(`^${Math.floor(marked / 1000)},`));
    const label = await plot.getAttribute("aria-label");
    await checker.page.keyboard.press("ArrowRight");
    await expect.poll(() => plot.getAttribute("aria-label")).not.toBe(label);
    await checker.page.keyboard.press("Home");
    await countIs("120,000 of 120,000 events");
  });

  test("[W22] its list is one stop; arrows walk it, Enter opens a record, Escape closes it", async () => {
    // The list itself holds the focus until a row that it must fetch is there, and has the text of all rows.
    const focused = (): Promise<string> =>
      checker.page.evaluate(() => {
        const { activeElement } = document;
        return activeElement?.matches("button") === true ? (activeElement.textContent ?? "") : "";
      });
    await checker.button("Show everything").focus();
    await checker.page.keyboard.press("Tab");
    if (!(await focused()).includes("IMG_")) await checker.page.keyboard.press("Tab");
    if (!(await focused()).includes("IMG_")) await checker.page.keyboard.press("Tab");
    await expect.poll(focused).toContain("IMG_0.jpg");
    await checker.page.keyboard.press("ArrowDown");
    await expect.poll(focused).toContain("IMG_1.jpg");
    await checker.page.keyboard.press("End");
    await expect.poll(focused).toContain("IMG_49999.jpg");
    await checker.page.keyboard.press("Home");
    await expect.poll(focused).toContain("IMG_0.jpg");
    await checker.page.keyboard.press("Enter");
    await checker.page.getByRole("dialog").getByText("2023-11-14T22:13:20.000Z").waitFor();
    await checker.page.keyboard.press("Escape");
    await checker.page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(focused).toContain("IMG_0.jpg");
    expect(checker.problems).toEqual([]);
  });
});
