import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FeedFile } from "@bridle/check/indicators";
import { webPlatform } from "@bridle/testkit";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  FeedIndex,
  type Intake,
  type IntakeRequest,
  isGlobalAddress,
  leadAgeDaysMax,
  observations,
  readFeedList,
  takeInFeeds,
} from "../../src/feeds/index.ts";

const vendor = new URL("../../../check/vendor/feeds/", import.meta.url);
const nowMs = Date.UTC(2026, 10, 22);
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

const indicator = (pattern: string, rest: object = {}): object => ({
  type: "indicator",
  id: `indicator--${pattern}`,
  created: "2026-01-22T21:58:55.050Z",
  modified: "2026-01-22T21:58:55.050482Z",
  pattern,
  pattern_type: "stix",
  ...rest,
});

const stix = (objects: readonly object[]): Uint8Array => bytes(JSON.stringify({ type: "bundle", objects }));

interface Given {
  readonly objects?: readonly object[];
  readonly content?: Uint8Array;
  readonly licence?: string;
  readonly name?: string;
}

function pinned(...feeds: readonly Given[]): readonly FeedFile[] {
  const files = feeds.map(({ objects = [], content = stix(objects), name = "a.stix2", licence = "MIT" }) => ({
    name,
    bytes: content,
    licence,
  }));
  const list = files.map(({ name, bytes, licence }) => ({
    file: name,
    sha256: sha256(bytes),
    publishers: [`Publisher of ${name}`],
    licence,
    references: [],
  }));
  return [...files, { name: "feeds.json", bytes: bytes(JSON.stringify({ feeds: list })) }];
}

const takenIn = (files: readonly FeedFile[], changes: Partial<IntakeRequest> = {}): Intake =>
  takeInFeeds({ files, signers: [], acceptedLicences: [], nowMs, ...changes }, webPlatform);
const index = (intake: Intake): FeedIndex => new FeedIndex(intake, (text) => webPlatform.parseUrl(text));
const hosts = (intake: Intake): readonly string[] =>
  intake.indicators.map(({ type, value }) => `${type} ${value}`);

test("[X1] only pinned files with a stated licence are taken in", () => {
  const objects = [indicator("[domain-name:value='bad.example']")];
  const [file] = pinned({ objects });
  expect(takenIn([file!]).refused).toEqual([{ what: "a.stix2", why: "not in the list" }]);
  const [, list] = pinned({ objects });
  const changed = {
    name: "a.stix2",
    bytes: stix([...objects, indicator("[domain-name:value='good.example']")]),
  };
  expect(takenIn([changed, list!])).toMatchObject({
    feeds: [],
    indicators: [],
    refused: [{ why: "not the pinned hash" }],
  });
  const unstated = bytes(
    JSON.stringify({ feeds: [{ file: "a.stix2", sha256: sha256(file!.bytes), publishers: ["P"] }] }),
  );
  expect(takenIn([file!, { name: "feeds.json", bytes: unstated }]).refused).toEqual([
    { what: "a.stix2", why: "no licence stated" },
  ]);
  expect(takenIn(pinned({ objects })).feeds).toEqual([
    {
      name: "a.stix2",
      sha256: sha256(file!.bytes),
      publishers: ["Publisher of a.stix2"],
      licence: "MIT",
      trust: "pinned",
      ageDays: 303,
      used: 1,
      leftOut: {},
    },
  ]);
});

test("[X1] with expected keys the list must be signed by one", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const key = new Uint8Array(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url"));
  const files = pinned({ objects: [indicator("[domain-name:value='bad.example']")] });
  const list = files.find(({ name }) => name === "feeds.json")!;
  const signature = sign(null, list.bytes, privateKey).toString("base64url");
  const signed = [...files, { name: "feeds.json.sig", bytes: bytes(signature) }];
  expect(takenIn(signed, { signers: [key] }).feeds).toMatchObject([{ trust: "signed" }]);
  expect(takenIn(files, { signers: [key] })).toMatchObject({ feeds: [], refused: [{ what: "feeds.json" }] });
  expect(takenIn(signed, { signers: [new Uint8Array(32).fill(9)] }).feeds).toEqual([]);
});

test("[X1] a licence with limits waits for the operator", () => {
  const files = pinned({
    objects: [indicator("[domain-name:value='bad.example']")],
    licence: "CC-BY-NC-SA-4.0",
  });
  expect(takenIn(files).refused).toMatchObject([{ why: "a licence that the operator has to accept" }]);
  expect(takenIn(files, { acceptedLicences: ["CC-BY-NC-SA-4.0"] }).feeds).toHaveLength(1);
});

test("[X1] a file that is too large isn't read", () => {
  const huge = new Uint8Array(16 * 1024 * 1024 + 1).fill(0x20);
  expect(takenIn(pinned({ content: huge })).refused).toEqual([{ what: "a.stix2", why: "too large" }]);
});

test("[X2] infrastructure only: what speaks of people, pages, phones or private networks is dropped and counted", () => {
  const intake = takenIn(
    pinned({
      objects: [
        indicator("[domain-name:value='Bad.Example.']", { name: "somebody@mail.example" }),
        indicator("[domain-name:value='8.8.4.4']"),
        indicator("[ipv6-addr:value='2606:4700::1111']"),
        indicator("[domain-name:value='shared.example/x']"),
        indicator("[url:value='https://shared.example/y']"),
        indicator("[ipv4-addr:value='192.168.1.1']"),
        indicator("[domain-name:value='127.0.0.1']"),
        indicator("[email-addr:value='somebody@mail.example']"),
        indicator("[file:hashes.sha256='" + "a".repeat(64) + "']"),
        indicator("[process:name='roleaccountd']"),
        indicator("[app:id='com.bad']"),
        indicator("[x-whois:registrant='Some Body']"),
        indicator("[domain-name:value='a.example' AND url:value='b']"),
        { type: "identity", name: "Some Body", contact_information: "+1 555 0100" },
      ],
    }),
  );
  expect(hosts(intake)).toEqual(["domain bad.example", "ip 8.8.4.4", "ip 2606:4700::1111"]);
  expect(intake.feeds[0]?.leftOut).toEqual({ page: 2, notGlobal: 2, notInfrastructure: 4, unreadable: 2 });
  expect(JSON.stringify(intake)).not.toMatch(/somebody@|Some Body|1 555/);
});

test("[X2] entries that their publisher doesn't mean for detection, revoked ones and expired ones are left out", () => {
  const intake = takenIn(
    pinned({
      objects: [
        indicator("[domain-name:value='a.example']", { labels: ['misp:to_ids="False"'] }),
        indicator("[domain-name:value='b.example']", { labels: ['misp:to_ids="True"'] }),
        indicator("[domain-name:value='c.example']", { valid_until: "2026-01-01T00:00:00Z" }),
        indicator("[domain-name:value='d.example']", { valid_until: "2027-01-01T00:00:00Z" }),
        indicator("[domain-name:value='e.example']", { revoked: true }),
      ],
    }),
  );
  expect(hosts(intake)).toEqual(["domain b.example", "domain d.example"]);
  expect(intake.feeds[0]?.leftOut).toEqual({ notForDetection: 1, expired: 1, unreadable: 1 });
});

test("[X3] a hit is a lead with its sources, weak whatever the feed; nothing in it says what was met", () => {
  const malware = (name: string) => ({ type: "malware", id: `malware--${name}`, name });
  const both = (campaign: string) => [
    malware(campaign),
    indicator("[domain-name:value='bad.example']"),
    {
      type: "relationship",
      source_ref: "indicator--[domain-name:value='bad.example']",
      target_ref: `malware--${campaign}`,
    },
    // One relationship more than there are indicators, as one real bundle has it.
    { type: "relationship", source_ref: "indicator--gone", target_ref: `malware--${campaign}` },
  ];
  const files = pinned({ objects: both("One"), name: "a.stix2" }, { objects: both("Two"), name: "b.stix2" });
  expect(index(takenIn(files)).lead("Victim-7.bad.example", "registrationHost")).toEqual({
    at: "registrationHost",
    indicator: "bad.example",
    level: "subdomain",
    campaigns: ["One", "Two"],
    publishers: ["Publisher of a.stix2", "Publisher of b.stix2"],
    feeds: ["a.stix2", "b.stix2"],
    ageDays: 303,
    weight: "weak",
  });
  expect(observations).toEqual(["registrationHost", "relayPeer", "reportedAddress"]);
});

test("[X4] below a shared suffix only the exact host matches; a public suffix matches nothing below it", () => {
  const feeds = index(
    takenIn(
      pinned({
        objects: [
          "evil.duckdns.org",
          "duckdns.org",
          "evil.firebaseio.com",
          "www.site.example.com",
          "xn--telegrm-qbd.com",
        ].map((host) => indicator(`[domain-name:value='${host}']`)),
      }),
    ),
  );
  const level = (host: string): string | undefined => feeds.lead(host, "relayPeer")?.level;
  expect(level("evil.duckdns.org")).toBe("exact");
  expect(level("innocent.duckdns.org")).toBeUndefined();
  expect(level("innocent.firebaseio.com")).toBeUndefined();
  expect(level("evil.firebaseio.com:443")).toBeUndefined();
  expect(level("notevil.duckdns.org")).toBeUndefined();
  expect(level("xn--telegrm-qbd.com")).toBe("exact");
  expect(level("telegrm.com")).toBeUndefined();
});

test("[X4] an address has one spelling", () => {
  const feeds = index(
    takenIn(
      pinned({
        objects: [
          indicator("[ipv6-addr:value='2606:4700:0:0:0:0:0:1']"),
          indicator("[ipv4-addr:value='8.8.4.4']"),
        ],
      }),
    ),
  );
  expect(feeds.lead("2606:4700::1", "relayPeer")?.level).toBe("exact");
  expect(feeds.lead("[2606:4700::1]", "relayPeer")?.level).toBe("exact");
  expect(feeds.lead("::ffff:8.8.4.4", "relayPeer")?.level).toBe("exact");
  expect(feeds.lead("8.8.4.5", "relayPeer")).toBeUndefined();
});

test("[X5] what is old, or of no known age, is history: an analyst finds it, no lead comes of it", () => {
  const object = indicator("[domain-name:value='bad.example']");
  const at = (days: number): FeedIndex =>
    index(
      takenIn(pinned({ objects: [object] }), {
        nowMs: Date.UTC(2026, 0, 22, 21, 58, 56) + days * 86_400_000,
      }),
    );
  expect(at(leadAgeDaysMax).lead("bad.example", "relayPeer")?.ageDays).toBe(leadAgeDaysMax);
  expect(at(leadAgeDaysMax + 1).lead("bad.example", "relayPeer")).toBeUndefined();
  expect(at(leadAgeDaysMax + 1).lookUp("bad.example", "relayPeer")).toMatchObject({
    ageDays: leadAgeDaysMax + 1,
  });
  const undated = index(takenIn(pinned({ objects: [{ ...object, modified: "x", created: undefined }] })));
  expect(undated.lead("bad.example", "relayPeer")).toBeUndefined();
  expect(undated.lookUp("bad.example", "relayPeer")).not.toHaveProperty("ageDays");
});

test("[X6] the list of feeds: https only, inside its folder, every file by hash, once", () => {
  const feed = {
    file: "x/a.stix2",
    url: "https://feeds.example/a.stix2",
    sha256: "a".repeat(64),
    publishers: ["P"],
    licence: "MIT",
    references: [],
  };
  const read = (...feeds: readonly object[]) => readFeedList(JSON.stringify({ feeds }));
  expect(read(feed)).toMatchObject({ ok: true, value: { feeds: [feed] } });
  for (const url of [
    "http://feeds.example/a",
    "https://user:pw@feeds.example/a",
    "file:///etc/passwd",
    "https://feeds.example",
  ]) {
    expect(read({ ...feed, url })).toEqual({
      ok: false,
      error: "/feeds/0/url: expected an https address without credentials",
    });
  }
  for (const file of ["/etc/passwd", "../a", "x/../../a", "a\\b", "x/./a", ""]) {
    expect(read({ ...feed, file })).toMatchObject({
      ok: false,
      error: expect.stringContaining("/feeds/0/file"),
    });
  }
  expect(read({ ...feed, sha256: undefined })).toMatchObject({ ok: false });
  expect(read(feed, feed)).toEqual({ ok: false, error: "/feeds: expected x/a.stix2 once" });
  expect(readFeedList("{")).toEqual({ ok: false, error: "line 1, column 2: no text in quotes" });
  expect(readFeedList(readFileSync(new URL("feeds.json", vendor), "utf8")).ok).toBe(true);
});

test("[X2] the feeds that come with the device check: hosts and addresses of them, and no person", () => {
  const list = readFeedList(readFileSync(new URL("feeds.json", vendor), "utf8"));
  if (!list.ok) throw new Error(list.error);
  const files = [
    ...list.value.feeds.map(({ file }) => ({
      name: file,
      bytes: new Uint8Array(readFileSync(new URL(file, vendor))),
    })),
    ...["feeds.json", "mvt-indicators/indicators.yaml"].map((name) => ({
      name,
      bytes: new Uint8Array(readFileSync(new URL(name, vendor))),
    })),
  ];
  const intake = takenIn(files);
  expect(intake.refused).toEqual([]);
  expect(new Set(intake.indicators.map(({ type }) => type))).toEqual(new Set(["domain", "ip"]));
  expect(intake.indicators.some(({ value }) => value.includes("@"))).toBe(false);
  // The seven addresses that one bundle has under `domain-name`, and the path that another has there.
  const novispy = intake.indicators.filter(({ feed }) => feed.includes("novispy"));
  expect(novispy.filter(({ type }) => type === "ip")).toHaveLength(7);
  const counts = (why: "page" | "notInfrastructure"): number =>
    intake.feeds.reduce((sum, { leftOut }) => sum + (leftOut[why] ?? 0), 0);
  expect(counts("page")).toBeGreaterThan(0);
  expect(counts("notInfrastructure")).toBeGreaterThan(100);
  // One bundle is wholly inside another: both are named, the campaign once.
  const cytrox = intake.indicators.find(({ type, feed }) => type === "domain" && feed.includes("cytrox"));
  const shared = index(intake).lookUp(cytrox?.value ?? "", "reportedAddress");
  expect(shared?.feeds).toHaveLength(2);
  expect(shared?.campaigns).toEqual(["Predator"]);
});

test("[X2] which addresses are one machine's", () => {
  const ours = [
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.1.1",
    "172.31.255.255",
    "192.168.0.1",
    "203.0.113.7",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "2001:db8::1",
    "2001::1",
    "::ffff:10.0.0.1",
    "x",
    "1.2.3",
    "1.2.3.256",
  ];
  expect(ours.filter(isGlobalAddress)).toEqual([]);
  const theirs = [
    "8.8.8.8",
    "172.32.0.1",
    "172.15.0.1",
    "100.128.0.1",
    "2606:4700::1",
    "[2a00::1]",
    "::ffff:8.8.8.8",
    "2001:4860::1",
  ];
  expect(theirs.filter(isGlobalAddress)).toEqual(theirs);
});

test("[X3] total: any bytes are taken in or refused, and what is looked up is a host or nothing", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: "binary" }), (content, host) => {
      const intake = takenIn(pinned({ content }, { objects: [indicator(host)], name: "b.stix2" }));
      void index(intake).lead(host, "relayPeer");
    }),
  );
});
