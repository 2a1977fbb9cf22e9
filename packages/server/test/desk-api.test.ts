import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServer, type RunningServer } from "../src/index.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-desk-"));
let server: RunningServer;
let origin = "";

beforeAll(async () => {
  server = await startServer({
    dataDir: folder,
    host: "127.0.0.1",
    port: 0,
    log: { write: () => undefined },
  });
  origin = new URL(server.deskUrl).origin;
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function ask(name: string, options: { headers?: Record<string, string>; body?: string } = {}) {
  const response = await fetch(`${origin}/desk/api/${name}`, {
    method: "POST",
    headers: { origin, "content-type": "application/json", ...options.headers },
    body: options.body ?? "{}",
  });
  const said: unknown = await response.json();
  return { status: response.status, said, cookie: response.headers.get("set-cookie") };
}

it("answers pages of this origin, and nobody else [S81]", async () => {
  expect(await ask("session.look")).toMatchObject({
    status: 200,
    said: { value: { me: null, anybody: false } },
  });
  expect((await ask("session.look", { headers: { origin: "https://elsewhere.example" } })).status).toBe(403);
  expect((await ask("session.look", { headers: { "content-type": "text/plain" } })).status).toBe(403);
  const got = await fetch(`${origin}/desk/api/session.look`, { headers: { origin } });
  expect(got.status).toBe(403);
});

it("says what is wrong with a call, and where [S81]", async () => {
  expect((await ask("no.such")).status).toBe(404);
  expect((await ask("people.list")).said).toEqual({
    refusal: { kind: "not_signed_in", detail: "people.list" },
  });
  expect((await ask("session.look", { body: "{" })).said).toEqual({
    refusal: { kind: "bad_params", detail: "body: expected JSON" },
  });
  expect((await ask("session.look", { body: '{"more":1}' })).said).toEqual({
    refusal: { kind: "bad_params", detail: "more: unknown parameter" },
  });
  expect((await ask("session.look", { body: JSON.stringify("x".repeat(600_000)) })).status).toBe(400);
  expect((await ask("session.look", { headers: { cookie: `bridle_desk=${"A".repeat(43)}` } })).said).toEqual({
    value: { me: null, anybody: false },
  });
});

it("prints a one-time link for the first person, which begins a passkey for our own name [S82]", async () => {
  const token = new URL(server.deskLink ?? "").hash.slice("#join=".length);
  expect(token).toHaveLength(43);
  expect(await ask("join.begin", { body: JSON.stringify({ token, name: "Ada" }) })).toMatchObject({
    status: 200,
    said: { value: { role: "lead", options: { rp: { id: "localhost" } } } },
  });
  const other = "A".repeat(43);
  expect((await ask("join.begin", { body: JSON.stringify({ token: other, name: "Ada" }) })).said).toEqual({
    refusal: { kind: "link_not_usable", detail: "token" },
  });
});
