import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judgeLoggedReport, nextPeriod, periodAt, verifyTransparencyReport } from "@bridle/desk";
import { parsePolicy } from "@bridle/ledger";
import { fromHex } from "@bridle/protocol";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openDeskFile } from "../src/adapters/desk/desk-file.ts";
import { loadOrCreateKeys } from "../src/adapters/keys-file.ts";
import { nodeCrypto } from "../src/adapters/ledger/node-crypto.ts";
import { createNodeCrypto } from "../src/adapters/node-crypto.ts";
import { ReportService } from "../src/desk/report-service.ts";
import { openReports, startServer, type RunningServer } from "../src/index.ts";

// A running server whose desk began half a year ago, as anybody sees it from outside.

const folder = mkdtempSync(join(tmpdir(), "bridle-report-pages-"));
const halfYearMs = 184 * 24 * 60 * 60 * 1000;
const startedMs = Date.now() - halfYearMs;
const period = periodAt(startedMs);
let server: RunningServer;

beforeAll(async () => {
  const file = openDeskFile(folder);
  const crypto = createNodeCrypto(loadOrCreateKeys(folder));
  const begun = new ReportService({
    file,
    crypto,
    nowMs: () => startedMs,
    broken(fault) {
      throw fault;
    },
  });
  begun.stop();
  file.close();
  server = await startServer({
    dataDir: folder,
    host: "127.0.0.1",
    port: 0,
    log: { write: () => undefined },
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const at = (path: string) => fetch(`${server.url}/transparency${path}`);
const textAt = async (path: string): Promise<string> => (await at(path)).text();

test("[S154] before anything is published the list says so, and what isn't there isn't", async () => {
  expect(await textAt("")).toContain("None.");
  for (const path of [`/${period}`, `/${period}.json`, `/${period}.proof`, "/2026-H3", "/x", "/../keys"]) {
    expect((await at(path)).status).toBe(404);
  }
});

test("[S154] a published report is there as page, signed bytes, signature and proof, and checks from outside", async () => {
  const host = openReports(folder);
  expect(host.view().due?.period).toBe(period);
  expect((await host.publish(nextPeriod(period))).ok).toBe(false);
  expect((await host.publish(period)).ok).toBe(true);
  host.close();
  // The running server gives it to the log by itself.
  await vi.waitUntil(async () => (await at(`/${period}.proof`)).ok, { timeout: 100_000, interval: 200 });

  const json = await at(`/${period}.json`);
  expect(json.headers.get("cache-control")).toContain("immutable");
  const bytes = new Uint8Array(await json.arrayBuffer());
  const signature = fromHex((await textAt(`/${period}.sig`)).trim()) ?? new Uint8Array();
  const publicKey = fromHex((await textAt("/key")).trim()) ?? new Uint8Array();
  const report = verifyTransparencyReport({ bytes, signature }, { crypto: nodeCrypto, publicKey });
  expect(report).toMatchObject({ ok: true, value: { period, previous: null } });
  const policy = parsePolicy(nodeCrypto.sha256, await (await fetch(`${server.url}/ledger/policy`)).text());
  if (!policy.ok) throw new Error(policy.error.reason);
  const ground = { crypto: nodeCrypto, policy: policy.value, proof: await textAt(`/${period}.proof`) };
  expect(judgeLoggedReport({ bytes, signature }, period, ground).kind).toBe("proven");
  expect(judgeLoggedReport({ bytes: bytes.slice(1), signature }, period, ground).kind).toBe("contradicted");

  const crowd = await Promise.all(Array.from({ length: 100 }, () => textAt(`/${period}.proof`)));
  const proven = crowd.map((proof) => judgeLoggedReport({ bytes, signature }, period, { ...ground, proof }));
  expect(new Set(proven.map(({ kind }) => kind))).toEqual(new Set(["proven"]));

  const page = await at(`/${period}`);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policyHeader = page.headers.get("content-security-policy") ?? "";
  expect(policyHeader).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; /);
  expect(policyHeader).not.toMatch(/script-src|unsafe|connect-src/);
  const english = await page.text();
  expect(english).toContain("<td>Accounts told of a campaign</td><td>fewer than 10</td>");
  expect(english).not.toMatch(/<script|<img|\ssrc=|daily line/i);
  const arabic = await textAt(`/${period}/ar`);
  expect(arabic).toContain('<html lang="ar" dir="rtl">');
  expect(arabic).toContain("<td>حسابات أُبلغت بحملة</td><td>أقل من 10</td>");
  const list = await textAt("");
  expect(list).toContain(`href="/transparency/${period}.proof"`);
  expect(await textAt("/ar")).toContain(`href="/transparency/${period}/ar"`);
});
