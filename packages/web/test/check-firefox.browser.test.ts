import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Firefox, firefoxPath } from "@bridle/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckInputs, checkInputs } from "./check-inputs.ts";
import { CountingProxy } from "./counting-proxy.ts";
import { ServedApp } from "./served-app.ts";

// The device check in Firefox. Where there is none, this says so by being skipped.

const executable = firefoxPath();

describe.skipIf(executable === undefined)("in Firefox", () => {
  const app = new ServedApp();
  const folder = mkdtempSync(join(tmpdir(), "bridle-evidence-"));
  let inputs: CheckInputs;
  let proxy: CountingProxy;
  let firefox: Firefox;

  beforeAll(async () => {
    inputs = checkInputs(folder);
    proxy = await CountingProxy.before(await app.start());
    firefox = await Firefox.open(executable ?? "");
    await firefox.go(`${proxy.url}/check`);
    await firefox.until("document.body.innerText.includes('Everything is loaded')");
  });

  afterAll(async () => {
    await firefox?.leave();
    await proxy?.cut();
    await app.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const press = (name: string): Promise<string> =>
    firefox.text(
      `[...document.querySelectorAll("button")].find((button) => button.innerText.trim() === ${JSON.stringify(name)}).click()`,
    );
  const answered = (): Promise<void> => firefox.until("document.querySelector('.check-answer') !== null");
  const heading = (): Promise<string> => firefox.text("document.querySelector('h1').innerText");

  test("[W82] page and worker can't connect to anything", async () => {
    const attempt = "fetch('/health').then(() => 'connected', () => 'refused')";
    expect(await firefox.text(attempt)).toBe("refused");
  });

  test("[W80] [W81] [W82] a bug report and a sysdiagnose, without a request", async () => {
    firefox.requests.length = 0;
    proxy.bytesReceived = 0;
    await firefox.chooseFiles(".file-choice", [inputs.bugreport]);
    await firefox.until("document.body.innerText.includes('Start the check')");
    await press("Start the check");
    await answered();
    expect(await heading()).toBe("Something here needs an expert");
    await press("Check something else");
    await firefox.chooseFiles(".file-choice", [inputs.sysdiagnose]);
    await firefox.until("document.body.innerText.includes('Start the check')");
    await press("Start the check");
    await answered();
    expect(await heading()).toBe("Traces of known spyware were found");
    expect(await firefox.text("document.querySelector('.check-finding').innerText")).toContain(
      "published process bh",
    );
    expect(await firefox.text("document.querySelectorAll('.check-event').length")).not.toBe("0");
    expect(firefox.requests.filter((address) => address.startsWith("http"))).toEqual([]);
    expect(proxy.bytesReceived).toBe(0);
  });

  test("[W80] [W81] an encrypted backup, packed as a zip", async () => {
    await press("Check something else");
    await firefox.chooseFiles(".file-choice", [inputs.encryptedZip]);
    await firefox.until("document.body.innerText.includes('Start the check')");
    await press("Start the check");
    for (const [password, then] of [
      ["battery staple", "document.body.innerText.includes('That password doesn\\'t open it.')"],
      [inputs.password, "document.querySelector('.check-answer') !== null"],
    ] as const) {
      await firefox.until("document.querySelector('input[type=password]') !== null");
      await firefox.type("input[type=password]", password);
      await firefox.until(then);
    }
    expect(await heading()).toBe("Traces of known spyware were found");
  });

  test("[W81] a file that is cut off", async () => {
    await press("Check something else");
    await firefox.chooseFiles(".file-choice", [inputs.cut]);
    await firefox.until("document.body.innerText.includes('Start the check')");
    await press("Start the check");
    await answered();
    expect(await heading()).toBe("The examination is incomplete");
  });
});
