import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bridle, client, temporaryFolder } from "./bridle.ts";

interface Code {
  readonly code: string;
  readonly usesLeft: number;
  readonly expires: string;
}

test("[C10] codes are made, listed and revoked while the server runs, and when it doesn't", async () => {
  const data = temporaryFolder();
  const server = await started(data);
  const [first] = await codes(data);
  expect(first).toMatchObject({ code: server.registrationCode, usesLeft: 100 });

  const [twice] = await codes(data, "--new", "--uses", "2", "--days", "3");
  expect(twice).toMatchObject({ usesLeft: 2 });
  const inDays = (Date.parse(twice!.expires) - Date.now()) / 86_400_000;
  expect(inDays).toBeGreaterThan(2.9);
  expect(inDays).toBeLessThanOrEqual(3);
  expect(await register(server.url, twice!.code)).toBe("registered");
  expect(await codes(data)).toContainEqual({ ...twice, usesLeft: 1 });
  expect(await register(server.url, twice!.code.toLowerCase().replaceAll("-", " "))).toBe("registered");
  expect(await register(server.url, twice!.code)).toBe("registration_code_invalid");

  expect(await revoke(data, first!.code)).toBe(0);
  expect(await register(server.url, first!.code)).toBe("registration_code_invalid");
  expect(await revoke(data, first!.code)).toBe(1);
  expect(await codes(data)).toEqual([]);

  server.process.kill("SIGTERM");
  await server.exit();
  const [stopped] = await codes(data, "--new");
  expect(stopped).toMatchObject({ usesLeft: 1 });
  const again = await started(data);
  expect(await register(again.url, stopped!.code)).toBe("registered");
});

test("[C10] a folder that holds no server is refused", async () => {
  const child = bridle("codes", "--data", temporaryFolder());
  expect(await child.exit()).toBe(1);
  expect(child.stderr()).toContain("no Bridle data folder");
});

test("[C7] the metrics' token is made for the server's user alone, and opens the metrics to others", async () => {
  const data = temporaryFolder();
  const file = join(data, "../metrics-token");
  const server = await started(data, "--metrics-token-file", file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const token = readFileSync(file, "utf8").trim();
  const metrics = (headers: Readonly<Record<string, string>>) =>
    fetch(`${server.url}/metrics`, { headers: { "x-forwarded-for": "203.0.113.5", ...headers } });
  expect((await metrics({})).status).toBe(404);
  expect((await metrics({ authorization: `Bearer ${token}x` })).status).toBe(404);
  expect((await metrics({ authorization: `Bearer ${token}` })).status).toBe(200);
  server.process.kill("SIGTERM");
  await server.exit();
  await started(data, "--metrics-token-file", file);
  expect(readFileSync(file, "utf8").trim()).toBe(token);
});

async function started(data: string, ...args: readonly string[]) {
  const child = bridle("serve", "--data", data, "--port", "0", "--registration", "code", "--json", ...args);
  const ready: { readonly url: string; readonly registrationCode: string | null } = JSON.parse(
    await child.line(),
  );
  return Object.assign(child, ready);
}

async function codes(data: string, ...args: readonly string[]): Promise<readonly Code[]> {
  const child = bridle("codes", "--data", data, "--json", ...args);
  expect([await child.exit(), child.stderr()]).toEqual([0, ""]);
  return child.lines.map((line) => {
    const code: Code = JSON.parse(line);
    return code;
  });
}

function revoke(data: string, code: string): Promise<number | string> {
  return bridle("codes", "--data", data, "--revoke", code).exit();
}

/** What became of an attempt to register with a code. */
async function register(url: string, registrationCode: string): Promise<string> {
  const { running, call } = client(temporaryFolder(), url);
  const answer = await call("register", { registrationCode });
  running.process.stdin.end();
  await running.exit();
  return answer.error?.data?.kind ?? (answer.result === undefined ? "nothing" : "registered");
}
