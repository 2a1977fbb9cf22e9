import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readNetworkClasses } from "./network-classes-file.ts";

const folder = mkdtempSync(join(tmpdir(), "bridle-networks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string): ReturnType<typeof readNetworkClasses> {
  const file = join(folder, "networks");
  writeFileSync(file, text);
  return readNetworkClasses(file);
}

test("[S120] the operator's list says what a network is; what it doesn't name is unknown", () => {
  const networks = read(`# from the registry
198.51.100.0/24 hosting
198.51.100.128/25 relay   # the first line that fits counts
203.0.113.7/32 hosting stix:indicator-1
2001:db8:1::/48 mobile
0.0.0.0/0 residential
`);
  const classOf = (address: string | undefined): string => networks.of(address).networkClass;
  expect(["198.51.100.200", "203.0.113.7", "192.0.2.1", "2001:db8:1:2", "2001:db8:2:0"].map(classOf)).toEqual(
    ["hosting", "hosting", "residential", "mobile", "unknown"],
  );
  expect([undefined, "unknown"].map(classOf)).toEqual(["local", "unknown"]);
  expect(networks.of("203.0.113.7").indicator).toBe("stix:indicator-1");
  expect(networks.of("198.51.100.1").indicator).toBeUndefined();
});

test.each([
  "198.51.100.0 hosting",
  "198.51.100.0/33 hosting",
  "198.51.100.0/24 evil",
  "host.example/24 hosting",
  "198.51.100.0/24 hosting a b",
  "198.51.100.0/24 hosting <b>",
])("[S120] a line that says something else stops the start: %s", (line) => {
  expect(() => read(`192.0.2.0/24 mobile\n${line}\n`)).toThrow("line 2");
});
