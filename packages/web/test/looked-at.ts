import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screenshots = join(import.meta.dirname, "../../../docs/screenshots");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** What axe objects to on the page as it is, in a form that says where. */
export async function objections(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(`${axe};0`);
  const violations: readonly Violation[] = await page.evaluate(
    "axe.run().then(({ violations }) => violations)",
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ""}`),
  );
}

/** Elements that stick out of the page, once it has come to rest after a change of its size. */
export async function cutOff(page: Page): Promise<readonly string[]> {
  for (let looks = 0; looks < 10; looks += 1) {
    if ((await stickingOut(page)).length === 0) return [];
    await page.waitForTimeout(50);
  }
  return stickingOut(page);
}

function stickingOut(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const wide = [...document.querySelectorAll<HTMLElement>("#root *, dialog *")].filter((element) => {
      const { left, right, width: own } = element.getBoundingClientRect();
      const shown = own > 1 && element.checkVisibility({ visibilityProperty: true });
      // What stands in one line ends in an ellipsis where the line does.
      const clipped = element.closest(".only-read-aloud") ?? element.parentElement?.closest(".one-line");
      return shown && clipped === null && (left < -1 || right > width + 1);
    });
    return wide.map(
      (element) => `${element.tagName} ${element.className} ${element.textContent.slice(0, 40)}`,
    );
  });
}

/** Kept in docs/screenshots when asked for: `BRIDLE_SCREENSHOTS=1`. */
export async function photograph(page: Page, name: string): Promise<void> {
  if (process.env["BRIDLE_SCREENSHOTS"] !== "1") return;
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), animations: "disabled", caret: "hide" });
}
