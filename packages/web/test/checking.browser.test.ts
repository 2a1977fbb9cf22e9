import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { ageDecrypt, type Report, type ReportSignature, verifyReport } from "@bridle/check";
import { fromBase64Url } from "@bridle/protocol";
import { memoryFile } from "@bridle/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CheckInputs, checkInputs, PEGASUS_DOMAIN } from "./check-inputs.ts";
import { Checker } from "./checker.ts";
import { built, ServedApp } from "./served-app.ts";

// A phone's records are checked on the page, and whatever leaves is recorded: by the browser and before the server.

const app = new ServedApp();
const folder = mkdtempSync(join(tmpdir(), "bridle-evidence-"));
let inputs: CheckInputs;
let checker: Checker;

/** A key pair of age, made for this test. */
const HELPER = "age1zwlyl6h27gzv0lfntr7fcqrjrzqazap8sy5zylkxwneh7llf0dksu37mwt";
const HELPER_SECRET = "AGE-SECRET-KEY-1QURSWPC8QURSWPC8QURSWPC8QURSWPC8QURSWPC8QURSWPC8QURSKMP32K";

beforeAll(async () => {
  inputs = checkInputs(folder);
  checker = await Checker.open(await app.start());
});

afterAll(async () => {
  await checker?.leave();
  await app.remove();
  rmSync(folder, { recursive: true, force: true });
});

const answer = (): Promise<string> => checker.heading(/.+/).first().innerText();
const textOf = ({ bytes }: { readonly bytes: Uint8Array }): string => Buffer.from(bytes).toString();

describe("a whole run", () => {
  test("[W82] until it is loaded the page asks for its own files only, and its worker's policy leaves no way out", async () => {
    const { requests } = checker.left();
    const assets = requests.filter((address) => address.startsWith(`${checker.proxy.url}/assets/`));
    expect(requests).toEqual([`${checker.proxy.url}/check`, ...assets]);
    const worker = assets.find((address) => address.includes("check-worker")) ?? "";
    const policy = (await fetch(worker)).headers.get("content-security-policy");
    expect(policy).toContain("connect-src 'none'");
    expect(policy).toBe((await fetch(`${checker.proxy.url}/check`)).headers.get("content-security-policy"));
  });

  test("[W82] neither the page nor its worker could reach out if they tried", async () => {
    checker.left();
    const [worker] = checker.page.workers();
    // Runs in the page and in the worker: every way out that a script has there.
    const attempts = async (): Promise<readonly string[]> => {
      const outcome = async (attempt: () => unknown): Promise<string> => {
        try {
          return String(await attempt());
        } catch (thrown) {
          return thrown instanceof Error ? thrown.name : "thrown";
        }
      };
      const answered = (target: EventTarget): Promise<string> =>
        new Promise((resolve) => {
          for (const type of ["open", "load", "error", "close"])
            target.addEventListener(type, () => resolve(type));
        });
      const here = location.origin;
      return [
        await outcome(async () => (await fetch(`${here}/health`)).status),
        await outcome(() => answered(new WebSocket(`${here.replace("http", "ws")}/v1/socket`))),
        await outcome(() => answered(new EventSource(`${here}/health`))),
        typeof Image === "undefined"
          ? "none"
          : await outcome(() => answered(Object.assign(new Image(), { src: `${here}/icon.svg?words` }))),
        "sendBeacon" in navigator
          ? await outcome(() => navigator.sendBeacon(`${here}/health`, "words") && "")
          : "",
      ];
    };
    const refused = /^(?:TypeError|SecurityError|error|close|none|)$/;
    for (const outcome of await checker.page.evaluate(attempts)) expect(outcome).toMatch(refused);
    for (const outcome of (await worker?.evaluate(attempts)) ?? ["no worker"])
      expect(outcome).toMatch(refused);
    expect(checker.left().bytes).toBe(0);
    expect(checker.problems.join("\n")).toContain("connect-src");
    checker.problems.length = 0;
  });

  test("[W80] [W81] an encrypted backup: password, a wrong one in one line, phases, time left, the answer", async () => {
    checker.left();
    await checker.chooseFolder(inputs.encrypted);
    await checker.button("Start the check").click();
    await checker.heading("This is encrypted").waitFor();
    await checker.givePassword("battery staple");
    await checker.page.getByText(/Opening the encryption: about \d+ seconds? left/).waitFor();
    await checker.page.getByText("That password doesn't open it.").waitFor();
    expect(await checker.page.getByLabel("Password of the backup").inputValue()).toBe("");
    await checker.givePassword(inputs.password);
    await checker.page.locator('[data-state="now"]').getByText("Open the encryption").waitFor();
    await checker.page.locator(".check-answer").waitFor();
    expect(await answer()).toBe("Traces of known spyware were found");
    const steps = await checker.page.locator(".check-steps > li").allInnerTexts();
    expect(steps).toHaveLength(6);
    expect(steps[0]).toContain("Use another device to ask for help");
    expect(steps.findIndex((step) => step.includes("don't reset"))).toBe(1);
    expect(await checker.page.content()).not.toContain(inputs.password);
  });

  test("[W81] the finding says what it means, what else, what next, where it stands and who published it", async () => {
    const card = checker.page.locator(".check-finding").first();
    const text = await card.innerText();
    expect(text).toContain(`A message from +420123456789: https://go.${PEGASUS_DOMAIN}/x/abc`);
    expect(text).toContain("It shows that the address was sent, not that it was opened");
    expect(text).toContain("What else it could be: Somebody may have forwarded the link");
    expect(text).toContain("What next: Show this to somebody who helps");
    await card.locator("summary").click();
    const details = await card.locator("dl").innerText();
    expect(details).toContain("Amnesty International");
    expect(details).toContain("Pegasus");
    expect(details).toContain("table message · row 41");
    expect(details).toMatch(/[0-9a-f]{64}/);
    const coverage = await checker.page.locator("#coverage").innerText();
    expect(coverage).toContain("The answer above speaks only of what was read here.");
    expect(coverage).toMatch(/Messages\s+SMS\s+read · 121 records/);
    expect(await checker.page.locator("#lists summary").innerText()).toContain("15 lists of known spyware");
  });

  test("[W87] what is saved is a report, a page and a timeline; redacted, signed, encrypted as chosen", async () => {
    const json = await checker.saved("Save the report (JSON)");
    expect(json.name).toMatch(/^report-\d{4}-\d\d-\d\d\.json$/);
    const report = JSON.parse(textOf(json)) as Report;
    expect(report).toMatchObject({ state: "match", evidence: { kind: "ios-backup" } });
    expect(textOf(await checker.saved("Save the page"))).toContain("Traces of known spyware were found");
    expect(textOf(await checker.saved("Save the timeline (CSV)"))).toContain("Message 7 about lunch");

    const keyFile = checker.page.waitForEvent("download");
    await checker.page.getByRole("switch", { name: "Sign the report" }).click();
    expect((await keyFile).suggestedFilename()).toBe("report-signing.key");
    const { signature, publicKey } = JSON.parse(
      textOf(await checker.saved("Save the signature")),
    ) as ReportSignature;
    const [sig, key] = [fromBase64Url(signature)!, fromBase64Url(publicKey)!];
    expect(verifyReport(json.bytes, sig, key)).toBe(true);
    expect(await checker.page.locator("#save").innerText()).toContain(publicKey);

    await checker.page.getByRole("switch", { name: "Leave personal things out" }).click();
    const redacted = await checker.saved("Save the report (JSON)");
    expect(textOf(redacted)).toContain(PEGASUS_DOMAIN);
    expect(textOf(redacted)).not.toMatch(/420123456789|\/x\/abc|lunch/);
    expect(textOf(await checker.saved("Save the timeline (CSV)"))).not.toMatch(/420123456789|lunch/);
    expect(verifyReport(redacted.bytes, sig, key)).toBe(false);

    await checker.page.getByLabel("Encrypt to a helper's age key").fill(HELPER.slice(0, -1));
    await checker.page.getByText("That isn't a complete age key.").waitFor();
    await checker.page.getByLabel("Encrypt to a helper's age key").fill(HELPER);
    await checker.page.getByText("That isn't a complete age key.").waitFor({ state: "detached" });
    const sealed = await checker.saved("Save the report (JSON)");
    expect(sealed.name).toMatch(/\.json\.age$/);
    const opened = await ageDecrypt(memoryFile("a", sealed.bytes).stream(), HELPER_SECRET);
    const parts: Uint8Array[] = [];
    if (opened.ok) for await (const part of opened.value) parts.push(part);
    expect(Buffer.concat(parts)).toEqual(Buffer.from(redacted.bytes));
  });

  test("[W82] all of that asked for nothing and sent nothing", () => {
    const { requests, bytes } = checker.left();
    expect(requests.filter((address) => !address.startsWith("blob:"))).toEqual([]);
    expect(bytes).toBe(0);
  });
});

describe("with the server gone", () => {
  test("[W82] a bug report, a sysdiagnose and an unencrypted backup are checked all the same", async () => {
    await checker.proxy.cut();
    await app.server.stop();
    await checker.again();
    await checker.chooseFile(inputs.sysdiagnose);
    await checker.check();
    expect(await answer()).toBe("Traces of known spyware were found");
    expect(await checker.page.locator(".check-finding").first().innerText()).toContain(
      "A process was still running at a reboot: bh meets the published process bh for Pegasus",
    );
    await checker.again();
    await checker.chooseFile(inputs.bugreport);
    await checker.check();
    expect(await answer()).toBe("Something here needs an expert");
    await checker.again();
    await checker.chooseFolder(inputs.plain);
    await checker.check();
    expect(await answer()).toBe("Traces of known spyware were found");
    await checker.again();
    await checker.chooseFile(inputs.fine);
    await checker.check();
    expect(await answer()).toBe("Nothing known was found in what was examined");
    expect(await checker.page.locator("main").innerText()).toContain("That is no proof of absence");
    expect(await checker.page.locator("main").innerText()).not.toMatch(/\bclean\b|not infected|all clear/i);
    expect(checker.left()).toEqual({ requests: [], bytes: 0 });
  });

  test("[W80] a folder is dropped onto the page", async () => {
    await checker.again();
    const session = await checker.context.newCDPSession(checker.page);
    const { x, y, width, height } = (await checker.page.locator(".check-drop").boundingBox())!;
    const at = { x: x + width / 2, y: y + height / 2 };
    const drop = async (...files: string[]): Promise<void> => {
      const data = { items: [], files, dragOperationsMask: 1 };
      for (const type of ["dragEnter", "dragOver", "drop"] as const)
        await session.send("Input.dispatchDragEvent", { type, ...at, data });
    };
    await drop(inputs.plain);
    await checker.page.getByText("plain folder").waitFor();
    await checker.check();
    expect(await answer()).toBe("Traces of known spyware were found");
    await checker.again();
    await drop(inputs.fine, inputs.plain);
    await checker.check();
    expect(await answer()).toBe("The examination is incomplete");
    expect(await checker.page.locator("#coverage").innerText()).toContain("was chosen too and not examined");
  });

  test("[W81] what is cut off, damaged or something else is incomplete, with the reason", async () => {
    for (const [path, reason] of [
      [inputs.cut, "the zip's directory is missing: it is cut off or damaged"],
      [inputs.damaged, "dumpState_1.log"],
      [inputs.ownFeed, "no kind of evidence that this check knows"],
    ] as const) {
      await checker.again();
      await checker.chooseFile(path);
      await checker.check();
      expect(await answer()).toBe("The examination is incomplete");
      expect(await checker.page.locator("#coverage").innerText()).toContain(reason);
      expect(await checker.page.locator(".check-steps").innerText()).toContain(
        "See under “What was examined”",
      );
    }
  });

  test("[W85] lists are shown with what is known of them, chosen, and brought along; a foreign one isn't taken for a signed one", async () => {
    await checker.again();
    const { page } = checker;
    await page.getByText("15 lists of known spyware").click();
    const pegasus = page.locator(".check-feed", { has: page.getByRole("checkbox", { name: "pegasus" }) });
    const facts = await pegasus.innerText();
    for (const known of [
      "Amnesty International",
      "CC-BY-2.0",
      "days ago",
      "1,549",
      "as named by this program",
    ])
      expect(facts).toContain(known);
    expect(facts).toContain("df1bcaa78abc7b85781b1ebc2daa3cc225371e2024d9ef96e84f80f927256586");
    await pegasus.getByRole("checkbox").uncheck();
    await page.getByText("14 lists of known spyware").waitFor();
    await page.getByLabel("Choose files").setInputFiles([inputs.ownFeed, inputs.nonsense]);
    await page.getByLabel(/Signer's key/).fill("not a key");
    await checker.button("Use 2 files").click();
    await page.getByText("not a key: 32 bytes in base64url are expected").waitFor();
    await page.getByLabel("Choose files").setInputFiles([inputs.ownFeed]);
    await page.getByLabel(/Signer's key/).fill("A".repeat(43));
    await checker.button("Use 1 file").click();
    await page.getByText("no good signature of an expected key").waitFor();
    await page.getByLabel("Choose files").setInputFiles([inputs.ownFeed, inputs.nonsense]);
    await page.getByLabel(/Signer's key/).fill("");
    await checker.button("Use 2 files").click();
    await page.getByText("not a STIX bundle and not Echap's YAML").waitFor();
    await page.getByText("15 lists of known spyware").waitFor();
    await page.getByText("You added this list.").waitFor();
    await checker.chooseFile(inputs.fine);
    await checker.check();
    expect(await answer()).toBe("Traces of known spyware were found");
    expect(await page.locator(".check-finding").first().innerText()).toContain("com.fine");
    await checker.again();
    await checker.chooseFile(inputs.sysdiagnose);
    await checker.check();
    expect(await answer()).not.toBe("Traces of known spyware were found");
  });
});

test("[W82] nothing went wrong on the way, and the policy was never broken", () => {
  expect(checker.problems).toEqual([]);
});

test("[W89] the page and its worker are light, carry no client, and the lists come apart from them", () => {
  const read = (name: string): string => readFileSync(join(built, name), "utf8");
  const page = read("check.html");
  const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
    ([, path = ""]) => path,
  );
  const scripts = named.map(read).join("\n");
  const [workerName = ""] = /check\/check-worker-[\w-]+\.js/.exec(scripts) ?? [];
  const worker = read(`assets/${workerName}`);
  const [lists = ""] = /bundled-feeds-[\w-]+\.js/.exec(worker) ?? [];
  const weight = (text: string): number => gzipSync(text, { level: 9 }).length;
  const first = weight(worker) + named.reduce((sum, name) => sum + weight(read(name)), 0);
  expect(first).toBeLessThanOrEqual(320 * 1024);
  expect(first + weight(read(`assets/check/${lists}`))).toBeLessThanOrEqual(1024 * 1024);
  expect(scripts + worker).not.toMatch(
    /\bfetch\(|XMLHttpRequest|new WebSocket|sendBeacon|RTCPeerConnection|EventSource/,
  );
  expect(scripts + worker).not.toMatch(/\/v1\/socket/);
  // Nor does the app's service worker make everybody load it who only talks.
  expect(read("sw.js")).not.toMatch(/assets\/check|check\.html/);
});
