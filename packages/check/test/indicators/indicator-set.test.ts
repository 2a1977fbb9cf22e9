import { webPlatform } from "@bridle/testkit";
import { expect, test } from "vitest";
import type { Indicator, IndicatorType } from "../../src/index.ts";
import { IndicatorSet } from "../../src/indicators/indicator-set.ts";

function setOf(...indicators: readonly (readonly [IndicatorType, string])[]): IndicatorSet {
  const all = indicators.map(([type, value]): Indicator => ({ type, value, campaigns: ["X"], feed: "f" }));
  return new IndicatorSet(all, (text) => webPlatform.parseUrl(text));
}

test.each([
  ["https://bad.example/", "exact"],
  ["https://BAD.example:8443/path", "exact"],
  ["https://user:pass@bad.example/", "exact"],
  ["https://x.y.bad.example/", "subdomain"],
  ["https://bad.example./", "exact"],
  ["https://notbad.example/", undefined],
  ["https://bad.example.org/", undefined],
  ["https://example/bad.example", undefined],
  ["https://good.example/?u=https://bad.example/", undefined],
  ["not an address bad.example", undefined],
])("[K3] a domain and %s: %s", (url, level) => {
  expect(setOf(["domain", "bad.example"]).url(url)?.level).toBe(level);
});

test("[K3] a domain that begins with w, one with www., and one under a shared suffix", () => {
  expect(setOf(["domain", "web.example.com"]).host("web.example.com")?.level).toBe("exact");
  expect(setOf(["domain", "web.example.com"]).host("example.com")).toBeUndefined();
  expect(setOf(["domain", "www.evil.com"]).host("evil.com")?.level).toBe("site");
  expect(setOf(["domain", "www.evil.com"]).host("mail.evil.com")).toBeUndefined();
  const shared = setOf(["domain", "a.duckdns.org"], ["domain", "appspot.com"]);
  expect(shared.host("a.duckdns.org")?.level).toBe("exact");
  expect(shared.host("b.duckdns.org")).toBeUndefined();
  expect(shared.host("duckdns.org")).toBeUndefined();
  expect(shared.host("somebody.appspot.com")).toBeUndefined();
  expect(setOf(["domain", "xn--telegrm-qbd.com"]).url("https://telegrɑm.com/")?.level).toBe("exact");
});

test("[K4] addresses of the network are compared as addresses", () => {
  const set = setOf(["ip", "1.2.3.4"]);
  expect(set.url("http://1.2.3.4:80/x")?.level).toBe("exact");
  expect(set.url("http://0x01020304/")?.level).toBe("exact");
  expect(set.url("http://11.2.3.45/")).toBeUndefined();
  expect(set.host("1.2.3.4.example.org")).toBeUndefined();
});

test.each([
  ["2001:DB8:0:0::1", "http://[2001:db8::1]:443/x", "http://[2001:db8::11]/"],
  ["2001:db8::1", "http://[2001:0db8:0000::0001]/", "http://[2001:db8:1::]/"],
  ["1.2.3.4", "http://[::ffff:1.2.3.4]/", "http://[::ffff:1.2.3.5]/"],
  ["::ffff:1.2.3.4", "http://1.2.3.4/", "http://1.2.3.40/"],
])("[K4] %s has one spelling only", (published, hit, miss) => {
  expect(setOf(["ip", published]).url(hit)?.level).toBe("exact");
  expect(setOf(["ip", published]).url(miss)).toBeUndefined();
});

test("[K3] a domain published or recorded in its own script", () => {
  expect(setOf(["domain", "žluť.example"]).url("https://www.žluť.example/")?.level).toBe("subdomain");
  expect(setOf(["domain", "žluť.example"]).host("xn--lu-yma88h0n.example")).toBeUndefined();
  const ascii = new URL("http://žluť.example").hostname;
  expect(setOf(["domain", "žluť.example"]).host(ascii)?.level).toBe("exact");
  expect(setOf(["domain", ascii]).host("Žluť.example")?.level).toBe("exact");
});

test("[K4] a whole address matches however it was published", () => {
  expect(setOf(["url", "HTTPS://A.example"]).url("https://a.example/")?.level).toBe("exact");
  expect(setOf(["url", "https://a.example:443/x y"]).url("https://a.example/x%20y")?.level).toBe("exact");
});

test("[K5] folders that iOS reaches by two names are one", () => {
  const set = setOf(["file-path", "/private/var/tmp/hooker"], ["file-path", "/tmp/l/"]);
  for (const path of ["/var/tmp/hooker", "/tmp/hooker", "/private/tmp/hooker"]) {
    expect(set.file(path)?.level).toBe("exact");
  }
  expect(set.file("/private/var/tmp/l/x")?.level).toBe("below");
  expect(set.file("/data/var/tmp/hooker")).toBeUndefined();
  expect(set.file("/variable/tmp/hooker")).toBeUndefined();
});

test("[K4] whole addresses, and names with a path", () => {
  const set = setOf(["url", "https://a.example/x?y=1"], ["url", "b.example/dir"]);
  expect(set.url("https://a.example/x?y=1")?.level).toBe("exact");
  expect(set.url("https://A.example/x?y=1")?.level).toBe("exact");
  expect(set.url("https://a.example/x?y=12")).toBeUndefined();
  expect(set.url("https://a.example/X?y=1")).toBeUndefined();
  expect(set.url("https://b.example/dir/more")?.level).toBe("below");
  expect(set.url("https://b.example/dir?x")?.level).toBe("below");
  expect(set.url("https://b.example/directory")).toBeUndefined();
});

test("[K5] paths match at their boundaries only", () => {
  const set = setOf(
    ["file-path", "/a/b"],
    ["file-path", "/private/var/logs/keybagd/"],
    ["file-name", "roleaccountd.plist"],
  );
  expect(set.file("/a/b")?.level).toBe("exact");
  expect(set.file("/a/b/c")?.level).toBe("below");
  expect(set.file("/a/bc")).toBeUndefined();
  expect(set.file("/x/a/b")).toBeUndefined();
  expect(set.file("/A/b")).toBeUndefined();
  expect(set.file("/private/var/logs/keybagd/x")?.level).toBe("below");
  expect(set.file("/private/var/logs/keybagd")?.level).toBe("exact");
  expect(set.file("Library/roleaccountd.plist")?.level).toBe("exact");
  expect(set.file("Library/roleaccountd.plist/x")).toBeUndefined();
  expect(set.file("Library/xroleaccountd.plist")).toBeUndefined();
});

test("[K6] process names: exact, by case, and cut to sixteen characters", () => {
  const set = setOf(["process", "ReminderIntentsUIExtension"], ["process", "Diagnosticd"], ["process", "bh"]);
  expect(set.process("/usr/libexec/bh")?.level).toBe("exact");
  expect(set.process("ReminderIntentsU")?.level).toBe("truncated");
  expect(set.process("ReminderIntents")).toBeUndefined();
  expect(set.process("ReminderIntentsUI")).toBeUndefined();
  expect(set.process("diagnosticd")).toBeUndefined();
  expect(set.process("bhx")).toBeUndefined();
  expect(set.process("/bh/other")).toBeUndefined();
});

test.each([
  ["email", "A@b.example", "a@B.example", "xa@b.example"],
  ["sha256", "AB".repeat(32), "ab".repeat(32), "ac".repeat(32)],
  ["app-id", "com.Bad", "com.bad", "com.bad.x"],
  ["profile-id", "76DAB334-7E17", "76dab334-7e17", "76dab334"],
  ["android-property", "sys.Brand", "sys.brand", "sys.brand.x"],
] as const)("[K7] %s: case folds, the rest is equality", (...row) => {
  const [type, published, hit, miss] = row;
  const set = setOf([type, published]);
  expect(set.equal(type, hit)?.level).toBe("exact");
  expect(set.equal(type, miss)).toBeUndefined();
});

test("[K8] everyone who published an indicator is named", () => {
  const both: Indicator[] = ["A", "B"].map((name) => ({
    type: "domain",
    value: "bad.example",
    campaigns: [name],
    feed: name,
  }));
  const match = new IndicatorSet(both, (text) => webPlatform.parseUrl(text)).host("bad.example");
  expect(match?.indicators.map(({ feed }) => feed)).toEqual(["A", "B"]);
});
