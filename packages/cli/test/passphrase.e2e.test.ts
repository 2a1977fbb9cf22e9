import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bridle, client, temporaryFolder } from "./bridle.ts";

const nobody = "http://127.0.0.1:9";

test("[C9] a passphrase is set, changed and taken away; a wrong one changes nothing", async () => {
  const data = await usedFolder();
  const [old, next, wrong] = [written("gentle horses"), written("quiet rivers"), written("wild horses")];

  expect(await passphrase(data, "--new-passphrase-file", old)).toBe("");
  expect(await opens(data)).toContain("passphrase_required");
  expect(await opens(data, old)).toBe("");

  expect(await passphrase(data, "--new-passphrase-file", next)).toContain("passphrase_required");
  expect(await passphrase(data, "--remove", "--passphrase-file", wrong)).toContain("wrong_passphrase");
  expect(await opens(data, old)).toBe("");

  expect(await passphrase(data, "--passphrase-file", old, "--new-passphrase-file", next)).toBe("");
  expect(await opens(data, old)).toContain("wrong_passphrase");
  expect(await opens(data, next)).toBe("");

  expect(await passphrase(data, "--passphrase-file", next, "--remove")).toBe("");
  expect(await passphrase(data, "--remove")).toBe("");
  expect(await opens(data)).toBe("");
});

test("[C9] nothing is changed in a folder that is in use, and nothing is made where no client was", async () => {
  const data = await usedFolder();
  const running = client(data, nobody);
  await running.call("account.overview");
  const file = written("gentle horses");
  expect(await passphrase(data, "--new-passphrase-file", file)).toContain("locked_by_another_process");
  running.running.process.kill("SIGKILL");
  await running.running.exit();
  expect(await opens(data)).toBe("");
  expect(await passphrase(join(data, "absent"), "--remove")).toContain("no_store");
  expect(await passphrase(join(data, ".."), "--new-passphrase-file", file)).toContain("no_store");
});

test("[C9] killed at any moment, the old passphrase or the new one opens the folder", async () => {
  const data = await usedFolder();
  const [one, two] = [written("gentle horses"), written("quiet rivers")];
  // How long this machine takes to look at the slots: the moments of killing lie around the writing.
  const from = performance.now();
  await passphrase(data, "--remove");
  const tookMs = performance.now() - from;
  // From none to one, on to two, and back to none, each killed somewhere on its way until it got through.
  let current: string | undefined;
  for (const next of [one, two, undefined]) {
    for (const share of [0.8, 1, 1.2, 1.5, undefined]) {
      const child = bridle(...command(data, { current, next }));
      const kill = (): void => void child.process.kill("SIGKILL");
      const timer = share === undefined ? undefined : setTimeout(kill, share * tookMs);
      const ended = await child.exit();
      clearTimeout(timer);
      // Without a passphrase first: a folder that has none would take the one it is opened with.
      const ways = current === undefined ? [current, next] : [next, current];
      const opening = (await opens(data, ways[0])) === "" ? ways[0] : ways[1];
      expect(await opens(data, opening)).toBe("");
      // One that got through has changed it.
      expect([ended, opening]).not.toEqual([0, current]);
      if (opening === next) break;
    }
    current = next;
  }
});

function command(
  data: string,
  change: { readonly current: string | undefined; readonly next: string | undefined },
): readonly string[] {
  const { current, next } = change;
  return [
    "passphrase",
    "--data",
    data,
    ...(current === undefined ? [] : ["--passphrase-file", current]),
    ...(next === undefined ? ["--remove"] : ["--new-passphrase-file", next]),
  ];
}

/** A folder that a client has used. */
async function usedFolder(): Promise<string> {
  const data = temporaryFolder();
  expect(await opens(data)).toBe("");
  return data;
}

let files = 0;
function written(text: string): string {
  files += 1;
  const path = join(temporaryFolder(), `../passphrase-${files}`);
  writeFileSync(path, `${text}\n`);
  return path;
}

/** What the command complained about: nothing when it worked. */
async function passphrase(data: string, ...args: readonly string[]): Promise<string> {
  const child = bridle("passphrase", "--data", data, ...args);
  const code = await child.exit();
  expect(code).toBe(child.stderr() === "" ? 0 : 1);
  return child.stderr();
}

/** What a client complained about when it opened the folder. */
async function opens(data: string, file?: string): Promise<string> {
  const options = file === undefined ? [] : ["--passphrase-file", file];
  const child = bridle("client", "--data", data, "--server", nobody, ...options);
  child.process.stdin.end();
  const code = await child.exit();
  expect(code).toBe(child.stderr() === "" ? 0 : 1);
  return child.stderr();
}
