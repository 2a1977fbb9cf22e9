import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchFeed } from "../src/adapters/feeds/fetch-feed.ts";

// A server on this machine, which counts as public only where a test says so.

const ca = readFileSync(new URL("fixtures/localhost-cert.pem", import.meta.url), "utf8");
const key = readFileSync(new URL("fixtures/localhost-key.pem", import.meta.url), "utf8");
const asked: string[] = [];
let server: Server;
let origin = "";

const answers: Readonly<Record<string, (response: ServerResponse) => void>> = {
  "/feed": (response) => void response.end("the feed"),
  "/gone": (response) => void response.writeHead(404).end("not the feed"),
  "/large": (response) => void response.end("x".repeat(2_000)),
  "/endless": (response) => void response.write("x"),
  "/cut": (response) => {
    response.writeHead(200, { "Content-Length": 100 });
    response.write("half", () => response.destroy());
  },
  "/once": (response) => void response.writeHead(302, { Location: "/feed" }).end(),
  "/round": (response) => void response.writeHead(302, { Location: "/round" }).end(),
  "/private": (response) => void response.writeHead(302, { Location: "https://10.1.2.3/feed" }).end(),
  "/metadata": (response) =>
    void response.writeHead(302, { Location: "https://169.254.169.254/latest/meta-data" }).end(),
  "/plain": (response) => void response.writeHead(301, { Location: "http://localhost/feed" }).end(),
  "/file": (response) => void response.writeHead(301, { Location: "file:///etc/passwd" }).end(),
  "/named": (response) => void response.writeHead(307, { Location: "https://me:pw@localhost/feed" }).end(),
};

beforeAll(async () => {
  server = createServer({ cert: ca, key }, ({ url = "" }, response) => {
    asked.push(url);
    answers[url]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `https://localhost:${typeof address === "object" ? (address?.port ?? 0) : 0}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function fetched(path: string, more: object = {}): Promise<string> {
  const got = await fetchFeed(`${origin}${path}`, { loopback: { ca }, ...more });
  return got.ok ? new TextDecoder().decode(got.value) : got.error;
}

test("[S142] what is there is fetched, over a redirect too", async () => {
  expect(await fetched("/feed")).toBe("the feed");
  expect(await fetched("/once")).toBe("the feed");
});

test("[S142] nothing is fetched from an address that isn't public, however it is spelled", async () => {
  const before = asked.length;
  const port = new URL(origin).port;
  for (const host of [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "2130706433",
    "127.1",
    "10.0.0.1",
  ]) {
    const got = await fetchFeed(`https://${host}:${port}/feed`);
    expect([host, got.ok ? "fetched" : got.error]).toEqual([host, "notPublic"]);
  }
  expect(asked).toHaveLength(before);
});

test("[S142] a redirect is looked at like the address before it, and there are three at most", async () => {
  expect(await fetched("/private")).toBe("notPublic");
  expect(await fetched("/metadata")).toBe("notPublic");
  expect(await fetched("/plain")).toBe("notHttps");
  expect(await fetched("/file")).toBe("notHttps");
  expect(await fetched("/named")).toBe("notHttps");
  const before = asked.length;
  expect(await fetched("/round")).toBe("tooManyRedirects");
  expect(asked.length - before).toBe(4);
});

test("[S142] size and time are bounded, and half an answer is none", async () => {
  expect(await fetched("/large", { bytesMax: 1_999 })).toBe("tooLarge");
  expect(await fetched("/large", { bytesMax: 2_000 })).toHaveLength(2_000);
  expect(await fetched("/endless", { timeoutMs: 500 })).toBe("tooSlow");
  expect(await fetched("/cut")).toBe("unreachable");
  expect(await fetched("/gone")).toBe("status");
});

test("[S142] only https, with a certificate that holds", async () => {
  const got = await fetchFeed(`${origin.replace("https", "http")}/feed`, { loopback: { ca } });
  expect(got).toEqual({ ok: false, error: "notHttps" });
  const other = await fetchFeed(`${origin}/feed`, { loopback: { ca: "" } });
  expect(other).toEqual({ ok: false, error: "unreachable" });
});
