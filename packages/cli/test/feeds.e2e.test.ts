import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { bridle, serve, temporaryFolder } from "./bridle.ts";

// Researchers' feeds by the machine's own hand, with real processes.

const vendor = resolve(import.meta.dirname, "../../check/vendor/feeds");

async function feeds(...args: readonly string[]) {
  const running = bridle("desk", "feeds", ...args);
  const code = await running.exit();
  return { code, said: running.lines, log: running.stderr() };
}

/** What the server decided to use, once it is so many. */
async function inUse(data: string, count: number): Promise<readonly string[]> {
  let said: readonly string[] = [];
  await vi.waitFor(
    async () => {
      ({ said } = await feeds("list", "--data", data));
      expect(said).toHaveLength(count);
    },
    { timeout: 120_000, interval: 500 },
  );
  return said;
}

function writeList(feed: object, content: string): { readonly folder: string; readonly list: string } {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.stix2"), content);
  const sha256 = createHash("sha256").update(content).digest("hex");
  const entry = { file: "a.stix2", sha256, publishers: ["Lab"], licence: "MIT", references: [], ...feed };
  const list = JSON.stringify({ feeds: [entry] });
  writeFileSync(join(folder, "feeds.json"), list);
  return { folder, list };
}

const bundle = JSON.stringify({
  type: "bundle",
  objects: [
    { type: "indicator", pattern: "[domain-name:value='bad.example']", modified: "2026-01-02T03:04:05Z" },
  ],
});

test("[C26] the feeds that come with the device check, taken in by a running server and stopped again", async () => {
  const data = temporaryFolder();
  const server = await serve("--data", data);
  const taken = await feeds("use", vendor, "--data", data);
  expect(taken).toMatchObject({ code: 0, log: "" });
  const pegasus = taken.said.find((line) => line.includes("pegasus.stix2"));
  expect(pegasus).toMatch(/Amnesty International {2}CC-BY-2\.0 {2}\d+ days old {2}\d+ used, \d+ left out$/);
  const listed = await inUse(data, taken.said.length);
  expect(listed.join("\n")).toContain("df1bcaa78abc7b85781b1ebc2daa3cc225371e2024d9ef96e84f80f927256586");
  expect(await feeds("stop", "--data", data)).toMatchObject({ code: 0, said: [] });
  await inUse(data, 0);
  server.process.kill("SIGTERM");
  expect(await server.exit()).toBe(0);
});

test("[C26] a list that one of the expected people signed, or none", async () => {
  const data = temporaryFolder();
  await serve("--data", data);
  const { folder, list } = writeList({}, bundle);
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = publicKey.export({ format: "jwk" }).x ?? "";
  const unsigned = await feeds("use", folder, "--signer", `Ana=${key}`, "--data", data);
  expect(unsigned).toMatchObject({ code: 1, said: [] });
  expect(unsigned.log).toContain("none of the expected keys signed the list");
  expect(unsigned.log).toContain("nothing was changed");
  writeFileSync(
    join(folder, "feeds.json.sig"),
    sign(null, Buffer.from(list), privateKey).toString("base64url"),
  );
  expect(await feeds("use", folder, "--signer", `Ana=${key}`, "--data", data)).toMatchObject({ code: 0 });
  const [line] = await inUse(data, 1);
  expect(line).toContain("signed by Ana");

  const [copy, restored] = [join(temporaryFolder(), "copy"), join(temporaryFolder(), "restored")];
  expect(await bridle("backup", "--data", data, "--to", copy).exit()).toBe(0);
  expect(await bridle("restore", "--from", copy, "--data", restored).exit()).toBe(0);
  const again = await serve("--data", restored);
  await vi.waitFor(() => expect(again.stderr()).toMatch(/"count":1,"msg":"feeds_in_use"/), {
    timeout: 120_000,
  });
  expect(await inUse(restored, 1)).toEqual([line]);
});

test("[C26] nothing is fetched without the word for it, and from nowhere that isn't public with it", async () => {
  const data = temporaryFolder();
  await serve("--data", data);
  const other = "0".repeat(64);
  const { folder } = writeList({ sha256: other, url: "https://127.0.0.1:9/a.stix2" }, bundle);
  expect((await feeds("use", folder, "--data", data)).log).toContain("a.stix2: not there");
  const asked = await feeds("use", folder, "--fetch", "--data", data);
  expect(asked).toMatchObject({ code: 1, said: [] });
  expect(asked.log).toContain("a.stix2: couldn't be fetched (notPublic)");
});

test("[C26] a licence with limits takes the operator's word", async () => {
  const data = temporaryFolder();
  await serve("--data", data);
  const { folder } = writeList({ licence: "CC-BY-NC-4.0" }, bundle);
  expect((await feeds("use", folder, "--data", data)).log).toContain("--accept-licence");
  expect(await feeds("use", folder, "--accept-licence", "CC-BY-NC-4.0", "--data", data)).toMatchObject({
    code: 0,
  });
  expect((await feeds("use", temporaryFolder(), "--data", data)).log).toContain("feeds.json: not there");
});

test("[C26] wrong use is said", async () => {
  const wrong = [[], ["use"], ["list", "more"], ["use", "x", "--signer", "nobody"], ["other"]];
  expect(await Promise.all(wrong.map(async (args) => (await feeds(...args)).code))).toEqual(
    wrong.map(() => 64),
  );
  expect(await feeds("--help")).toMatchObject({ code: 0 });
  expect((await feeds("list", "--data", temporaryFolder())).code).toBe(1);
});
