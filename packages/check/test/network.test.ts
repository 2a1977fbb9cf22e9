import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../..", import.meta.url).pathname;

test("[K84] nothing that a check is made of, the page included, can reach a network", () => {
  const files = globSync(
    ["packages/check/src/**/*.ts", "packages/cli/src/check/*.ts", "packages/web/src/check/**/*.{ts,tsx}"],
    { cwd: root },
  ).filter((path) => !path.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(100);
  const reaching = files.filter((path) => {
    const text = readFileSync(`${root}/${path}`, "utf8");
    const imports = [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map(([, name = ""]) => name);
    const foreign = imports.some((name) =>
      /^node:(?:net|tls|http|https|http2|dgram|dns|inspector|child_process|worker_threads)/.test(name),
    );
    return (
      foreign ||
      /\b(?:fetch|XMLHttpRequest|WebSocket|WebTransport|EventSource|sendBeacon|RTCPeerConnection)\s*\(/.test(
        text,
      )
    );
  });
  expect(reaching).toEqual([]);
  const manifest = JSON.parse(readFileSync(`${root}/packages/check/package.json`, "utf8")) as {
    dependencies: object;
  };
  expect(Object.keys(manifest.dependencies)).toEqual([
    "@bridle/protocol",
    "@noble/ciphers",
    "@noble/curves",
    "@noble/hashes",
    "tldts",
  ]);
});
