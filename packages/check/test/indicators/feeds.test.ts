import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { stixBundle, webPlatform } from "@bridle/testkit";
import { expect, test } from "vitest";
import { type FeedFile, readFeeds } from "../../src/index.ts";

const text = (name: string, content: string): FeedFile => ({
  name,
  bytes: new Uint8Array(Buffer.from(content)),
});

const bundle = (objects: readonly object[]): FeedFile =>
  text("x/a.stix2", JSON.stringify({ type: "bundle", objects }));
const indicator = (pattern: string, rest: object = {}): object => ({
  type: "indicator",
  id: `indicator--${pattern}`,
  pattern,
  modified: "2026-01-22T21:58:55.050Z",
  ...rest,
});

test("[K9] an address that could never be met is counted, not kept", () => {
  const values = ["bare.example", "bare.example:8080", "bare.example:8080/x", "203.0.113.7"];
  const fine = ["https://whole.example", "http://whole.example:8080/x", "whole.example/path"];
  const patterns = [...values, ...fine].map((value) => indicator(`[url:value='${value}']`));
  const [feed] = readFeeds([bundle(patterns)], webPlatform).feeds;
  expect(feed?.indicators.map(({ value }) => value)).toEqual(fine);
  expect(feed?.unusable).toEqual(values.map(() => ({ what: "url:value", why: "type or value not usable" })));
});

test("[K9] what a bundle holds is used or counted, never dropped", () => {
  const { feeds } = readFeeds(
    [
      bundle([
        indicator("[domain-name:value='a.example']"),
        indicator("[domain-name:value='203.0.113.7']"),
        indicator("[domain-name:value='b.example/path']"),
        indicator("[file:hashes.sha256='zz']"),
        indicator("[x-custom:field='1']"),
        indicator("[app:id='a' AND app:id='b']"),
        indicator("rule x {}", { pattern_type: "yara" }),
        indicator("[app:id='gone']", { revoked: true }),
      ]),
    ],
    webPlatform,
  );
  const [feed] = feeds;
  expect(feed?.indicators.map(({ type, value }) => `${type} ${value}`)).toEqual([
    "domain a.example",
    "ip 203.0.113.7",
    "url b.example/path",
  ]);
  expect(feed?.unusable.map(({ why }) => why)).toEqual([
    "type or value not usable",
    "type or value not usable",
    "pattern: conjunction",
    "pattern language yara",
    "revoked",
  ]);
  expect(feed?.newestMs).toBe(Date.UTC(2026, 0, 22, 21, 58, 55, 50));
});

test("[K9] campaigns are sets, and a relationship that points nowhere is no harm", () => {
  const relation = (source: string, target: string): object => ({
    type: "relationship",
    source_ref: source,
    target_ref: target,
  });
  const { feeds } = readFeeds(
    [
      bundle([
        { type: "malware", id: "m1", name: "One" },
        { type: "malware", id: "m2", name: "Two" },
        indicator("[app:id='a']"),
        relation("indicator--[app:id='a']", "m1"),
        relation("indicator--[app:id='a']", "m2"),
        relation("indicator--none", "m3"),
      ]),
    ],
    webPlatform,
  );
  expect(feeds[0]?.indicators[0]?.campaigns).toEqual(["One", "Two"]);
});

const index = `indicators:
  -
    type: github
    name: A feed
    sources:
      - Somebody   # a comment
    references:
      - https://report.example/
    github:
      owner: o
      path: x/a.stix2
`;

test("[K10] the index names a bundle's publishers and references", () => {
  const { feeds } = readFeeds(
    [text("indicators.yaml", index), bundle([indicator("[app:id='a']")])],
    webPlatform,
  );
  expect(feeds[0]).toMatchObject({
    publishers: ["Somebody"],
    references: ["https://report.example/"],
    trust: "unpinned",
  });
});

test("[K11] Echap's list: both spellings, every field", () => {
  const yaml = `- name: Spy
  names:
  - Spy
  type: stalkerware
  packages: [ ]
  certificates:
  - AB`;
  expect(readFeeds([text("bad.yaml", yaml)], webPlatform).refused).toHaveLength(1);
  const good = `- name: Spy App
  type: stalkerware
  packages:
  - com.spy
  certificates:
  - ${"AB".repeat(20)}
  - nonsense
  websites:
  - www.spy.example
  distribution:
    - get.spy.example
  certificate_cname_re:
  - ^x$
  c2:
    ips:
    - 203.0.113.5
    ip:
    - 203.0.113.6
    domains:
    - c2.spy.example
`;
  const [feed] = readFeeds([text("ioc.yaml", good)], webPlatform).feeds;
  expect(feed?.indicators.map(({ type, value }) => `${type} ${value}`).toSorted()).toEqual([
    `app-cert-sha1 ${"AB".repeat(20)}`,
    "app-id com.spy",
    "domain c2.spy.example",
    "domain get.spy.example",
    "domain www.spy.example",
    "ip 203.0.113.5",
    "ip 203.0.113.6",
  ]);
  expect(feed?.unusable.map(({ what }) => what)).toEqual(["nonsense", "Spy App: certificate_cname_re"]);
  expect(feed?.indicators[0]?.campaigns).toEqual(["Spy App (stalkerware)"]);
});

test("[K12] a pin list decides what is read; a signature who may write it", () => {
  const feed = { name: "a.stix2", bytes: stixBundle("X", ["[app:id='a']"]) };
  const sha256 = createHash("sha256").update(feed.bytes).digest("hex");
  const pins = text(
    "feeds.json",
    JSON.stringify({ feeds: [{ file: "a.stix2", sha256, publishers: ["P"], licence: "CC-BY-4.0" }] }),
  );
  expect(readFeeds([feed, pins], webPlatform).feeds[0]).toMatchObject({
    trust: "pinned",
    publishers: ["P"],
    licence: "CC-BY-4.0",
  });
  const changed = { ...feed, bytes: stixBundle("X", ["[app:id='b']"]) };
  expect(readFeeds([changed, pins], webPlatform)).toMatchObject({
    feeds: [],
    refused: [{ why: "not the pinned hash" }],
  });
  const other = { ...feed, name: "b.stix2" };
  expect(readFeeds([other, pins], webPlatform).refused).toEqual([
    { what: "b.stix2", why: "not in the pin list" },
    { what: "a.stix2", why: "in the pin list, but not here" },
  ]);

  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = new Uint8Array(publicKey.export({ type: "spki", format: "der" })).slice(-32);
  const signature = text("feeds.json.sig", sign(null, pins.bytes, privateKey).toString("base64url"));
  expect(readFeeds([feed, pins, signature], webPlatform, [key]).feeds[0]?.trust).toBe("signed");
  expect(readFeeds([feed, pins], webPlatform, [key])).toMatchObject({
    feeds: [],
    refused: [{ what: "feeds.json" }],
  });
  expect(readFeeds([feed, pins, signature], webPlatform, [new Uint8Array(32)]).feeds).toEqual([]);
});

test("[K13] files that are no feed are refused by name", () => {
  const { feeds, refused } = readFeeds(
    [text("a.json", "{"), text("b.json", "[]"), text("c.stix2", ""), text("note.txt", "x")],
    webPlatform,
  );
  expect(feeds).toEqual([]);
  expect(refused.map(({ what }) => what)).toEqual(["a.json", "b.json", "c.stix2", "note.txt"]);
});

test("[K13] a file that the pin list names and that isn't here is refused by name", () => {
  const here = bundle([indicator("[app:id='a']")]);
  const sha256 = createHash("sha256").update(here.bytes).digest("hex");
  const pins = [
    { file: here.name, sha256 },
    { file: "lost/b.stix2", sha256 },
  ];
  const { feeds, refused } = readFeeds(
    [text("feeds.json", JSON.stringify({ feeds: pins })), here],
    webPlatform,
  );
  expect(feeds).toHaveLength(1);
  expect(refused).toEqual([{ what: "lost/b.stix2", why: "in the pin list, but not here" }]);
});
