import { createHash } from "node:crypto";
import { webPlatform } from "@bridle/testkit";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  feedRefusalOf,
  feedRefusals,
  readFeedChoice,
  readFeedList,
  reportedHost,
  takeInFeeds,
} from "../../src/feeds/index.ts";
import { DAY, Desk } from "../desk-fixture.ts";

const feed = {
  name: "amnesty/pegasus.stix2",
  sha256: "a".repeat(64),
  publishers: ["Amnesty International"],
  licence: "CC-BY-2.0",
  trust: "pinned",
  ageDays: 12,
} as const;

describe("[X7] which feeds are used", () => {
  it("is the operator's decision, with whose they are, on which terms and how old", () => {
    const desk = new Desk();
    desk.do({ by: "operator", kind: "feed.use", feed });
    expect(desk.events).toEqual([
      { stream: "desk", seq: 1, atMs: desk.nowMs, by: ["operator"], kind: "feedUsed", feed },
    ]);
    expect([...desk.state.feeds.values()]).toEqual([{ feed, sinceMs: desk.nowMs }]);
  });

  it("doesn't change with a feed's age, and does with its bytes, its terms and who vouches for it", () => {
    const desk = new Desk();
    desk.do({ by: "operator", kind: "feed.use", feed });
    desk.nowMs += DAY;
    expect(desk.try({ by: "operator", kind: "feed.use", feed: { ...feed, ageDays: 13 } })).toBe(
      "nothing_to_do",
    );
    const changes = [
      { sha256: "b".repeat(64) },
      { licence: "MIT" },
      { publishers: ["Citizen Lab"] },
      { trust: "signed", signedBy: "Ana" },
    ] as const;
    for (const change of changes) {
      desk.do({ by: "operator", kind: "feed.use", feed: { ...feed, ...change } });
      expect([...desk.state.feeds.values()]).toEqual([{ feed: { ...feed, ...change }, sinceMs: desk.nowMs }]);
    }
  });

  it("is over when the operator drops it, once", () => {
    const desk = new Desk();
    desk.do(
      { by: "operator", kind: "feed.use", feed },
      { by: "operator", kind: "feed.drop", name: feed.name },
    );
    expect(desk.events.at(-1)).toMatchObject({ kind: "feedDropped", name: feed.name, sha256: feed.sha256 });
    expect(desk.state.feeds.size).toBe(0);
    expect(desk.try({ by: "operator", kind: "feed.drop", name: feed.name })).toBe("nothing_to_do");
  });
});

describe("[X8] what isn't used", () => {
  const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));
  const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
  const stix = bytes(JSON.stringify({ type: "bundle", objects: [] }));
  const entry = { file: "a.stix2", sha256: sha256(stix), publishers: ["P"], licence: "MIT" };

  function refusalOf(change: object, content = stix, signers: readonly Uint8Array[] = []): string {
    const list = bytes(JSON.stringify({ feeds: [{ ...entry, ...change }] }));
    const files = [
      { name: "feeds.json", bytes: list },
      { name: "a.stix2", bytes: content },
    ];
    const request = { files, signers, acceptedLicences: [], nowMs: 0 };
    return feedRefusalOf(takeInFeeds(request, webPlatform).refused[0]?.why ?? "none");
  }

  it("has a name for every reason that the reader gives", () => {
    expect(refusalOf({ sha256: "0".repeat(64) })).toBe("otherBytes");
    expect(refusalOf({ file: "b.stix2" })).toBe("missing");
    expect(refusalOf({ publishers: [] })).toBe("noPublisher");
    expect(refusalOf({ licence: undefined })).toBe("noLicence");
    expect(refusalOf({ licence: "CC-BY-NC-4.0" })).toBe("licenceNotAccepted");
    expect(refusalOf({}, stix, [new Uint8Array(32).fill(1)])).toBe("badSignature");
    expect(refusalOf({}, new Uint8Array(16 * 1024 * 1024 + 1))).toBe("tooLarge");
    expect(refusalOf({ sha256: sha256(bytes("x")) }, bytes("x"))).toBe("unreadable");
    expect(new Set(feedRefusals).size).toBe(feedRefusals.length);
  });

  it("never comes from a name that would turn what stands beside it, or from more than sixteen", () => {
    const index = (names: readonly string[]): string =>
      `indicators:\n  - github:\n      path: a.stix2\n    sources:\n${names.map((name) => `      - "${name}"\n`).join("")}`;
    const many = Array.from({ length: 20 }, (_, at) => `Lab ${at}`);
    const list = JSON.stringify({ feeds: [{ ...entry, publishers: [] }] });
    const files = [
      { name: "feeds.json", bytes: bytes(list) },
      { name: "indicators.yaml", bytes: bytes(index(["\u202egnorW", ...many])) },
      { name: "a.stix2", bytes: stix },
    ];
    const { feeds } = takeInFeeds({ files, signers: [], acceptedLicences: [], nowMs: 0 }, webPlatform);
    expect(feeds[0]?.publishers).toEqual(many.slice(0, 16));
    const turned = JSON.stringify({ feeds: [{ ...entry, publishers: ["\u202egnorW"], references: [] }] });
    expect(readFeedList(turned)).toMatchObject({ ok: false });
  });

  it("follows a choice that is read strictly, or said to be wrong with its place", () => {
    const choice = {
      list: "a".repeat(64),
      signers: [{ name: "Ana", key: "A".repeat(43) }],
      acceptedLicences: [],
    };
    expect(readFeedChoice(JSON.stringify(choice))).toEqual({ ok: true, value: choice });
    const wrong = [
      [{ ...choice, list: "../../keys" }, "/list: expected a SHA-256 in lower-case hex"],
      [{ ...choice, more: 1 }, "/more: expected "],
      [{ ...choice, signers: [{ name: "Ana", key: "short" }] }, "/signers/0/key: expected "],
      [{ ...choice, acceptedLicences: undefined }, "acceptedLicences"],
    ] as const;
    for (const [given, said] of wrong) {
      const read = readFeedChoice(JSON.stringify(given));
      expect(read.ok ? "" : read.error).toContain(said);
    }
    expect(readFeedChoice("{").ok).toBe(false);
  });
});

describe("[X9] what somebody reports", () => {
  const hostOf = (text: string): string | undefined => reportedHost(text, (url) => webPlatform.parseUrl(url));

  it("is looked up by its host, also when it was written so that nobody opens it", () => {
    const spellings = {
      "https://bad.example/a?b=c": "bad.example",
      "hxxps://bad[.]example/a": "bad.example",
      " HXXP://Bad(dot)Example:8443/ ": "bad.example",
      "bad.example": "bad.example",
      "bad.example/path": "bad.example",
      "8.8.4[.]4": "8.8.4.4",
      "http://8.8.4.4:80/x": "8.8.4.4",
      "2A00:0:0::1": "2a00::1",
      "https://[2a00::1]:8443/": "2a00::1",
      "münchen.example": "xn--mnchen-3ya.example",
    };
    for (const [text, host] of Object.entries(spellings)) expect([text, hostOf(text)]).toEqual([text, host]);
    for (const nothing of ["", "   ", "two words", "http://"]) expect(hostOf(nothing)).toBeUndefined();
  });

  it("is anything at all, and gives a host or nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const host = hostOf(text);
        expect(host === undefined || host.length > 0).toBe(true);
      }),
    );
  });
});
