import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DeskEvent, FeedsView } from "@bridle/desk";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { memoryDeskEvents } from "../src/adapters/desk/memory-desk-events.ts";
import { memoryDeskFindings } from "../src/adapters/desk/memory-desk-findings.ts";
import { memoryDeskOrders } from "../src/adapters/desk/memory-desk-orders.ts";
import { openFeedsByHand, type FeedsAsked } from "../src/adapters/feeds/choose-feeds.ts";
import { FeedThread } from "../src/adapters/feeds/feed-thread.ts";
import { openFeeds } from "../src/adapters/feeds/open-feeds.ts";
import { createNodeCrypto, createServerSecrets } from "../src/adapters/node-crypto.ts";
import type { DeskFeeds } from "../src/desk/desk-feeds.ts";
import type { DeskHost } from "../src/desk/desk-host.ts";
import { DeskService } from "../src/desk/desk-service.ts";
import { feedHandlers } from "../src/desk/feed-handlers.ts";
import type { DeskCaller } from "../src/http/desk-api.ts";
import { onlyLocal } from "../src/ports/network-classes.ts";
import { FeedLeads } from "../src/signals/feed-leads.ts";
import { VirtualClock } from "./virtual-clock.ts";

// A real data folder, the real command behind `bridle desk feeds`, and the thread that reads.

const DAY_MS = 24 * 60 * 60 * 1000;
const crypto = createNodeCrypto(createServerSecrets());
let root: string;
let dataDir: string;
let listDir: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bridle-feeds-"));
  dataDir = join(root, "data");
  listDir = join(root, "list");
  mkdirSync(dataDir);
  mkdirSync(listDir);
  // A desk has been here.
  writeFileSync(join(dataDir, "desk.db"), "");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

function stix(patterns: readonly string[], writtenMs: number): string {
  const objects = patterns.map((pattern) => ({
    type: "indicator",
    id: `indicator--${pattern}`,
    created: new Date(writtenMs).toISOString(),
    modified: new Date(writtenMs).toISOString(),
    pattern,
    pattern_type: "stix",
  }));
  return JSON.stringify({ type: "bundle", objects });
}

/** Writes a list of feeds into a folder, as researchers give it. */
function writeList(feeds: Readonly<Record<string, string>>, more: object = {}): string {
  const entries = Object.entries(feeds).map(([file, content]) => {
    mkdirSync(dirname(join(listDir, file)), { recursive: true });
    writeFileSync(join(listDir, file), content);
    return { file, sha256: hashOf(content), publishers: ["Lab"], licence: "MIT", references: [], ...more };
  });
  const list = JSON.stringify({ feeds: entries });
  writeFileSync(join(listDir, "feeds.json"), list);
  return list;
}

const takeIn = (asked: Partial<FeedsAsked> = {}) =>
  openFeedsByHand(dataDir).takeIn({ folder: listDir, signers: [], acceptedLicences: [], ...asked });

/** The server's side: what it decided outlives it, as the desk's store does. */
class Running {
  readonly clock = new VirtualClock();
  readonly leads = new FeedLeads();
  readonly service: DeskService;
  readonly feeds: DeskFeeds;
  hits: ReadonlyMap<string, number> = new Map();

  constructor(events = memoryDeskEvents()) {
    this.clock.wallOffsetMs = Date.now();
    const host: Partial<DeskHost> = { setControls: () => undefined, log: async () => undefined };
    this.service = new DeskService({
      events,
      findings: memoryDeskFindings(),
      orders: memoryDeskOrders(),
      platforms: ["main"],
      // The rest of the server isn't asked about feeds.
      host: host as DeskHost,
      crypto,
      nowMs: () => this.clock.nowMs(),
      broken,
    });
    this.feeds = openFeeds(dataDir, {
      service: this.service,
      leads: this.leads,
      hits: () => this.hits,
      clock: this.clock,
      log: { write: () => undefined },
      broken,
    });
    onTestFinished(() => this.feeds.stop());
  }

  /** Lets the server look until it sees what is asked. */
  async sees(what: (view: FeedsView) => boolean): Promise<FeedsView> {
    await vi.waitFor(
      () => {
        this.clock.advance(2_000);
        const view = this.feeds.view();
        if (view.reading || !what(view)) throw new Error(`not yet: ${JSON.stringify(view)}`);
      },
      { timeout: 120_000, interval: 20 },
    );
    return this.feeds.view();
  }
}

function broken(fault: unknown): never {
  throw fault;
}

const names = (view: FeedsView): readonly string[] => view.feeds.map(({ name }) => name);
const kinds = (events: readonly DeskEvent[]): readonly string[] => events.map(({ kind }) => kind);

describe("[S140] the operator's choice", () => {
  it("is followed, kept as decisions, and there again after a restart", async () => {
    const events = memoryDeskEvents();
    const server = new Running(events);
    writeList({ "a/one.stix2": stix(["[domain-name:value='bad.example']"], Date.now() - 12 * DAY_MS) });
    expect(await takeIn()).toMatchObject({
      ok: true,
      value: { refused: [], feeds: [{ name: "a/one.stix2" }] },
    });
    const view = await server.sees(({ feeds }) => feeds[0]?.counts?.used === 1);
    expect(view.feeds).toMatchObject([
      { publishers: ["Lab"], licence: "MIT", ageDays: 12, makesLeads: true, trust: "pinned", signedBy: null },
    ]);
    expect(events.all()).toMatchObject([
      { kind: "feedUsed", by: ["operator"], feed: { name: "a/one.stix2", licence: "MIT", ageDays: 12 } },
    ]);
    expect(events.unlogged(10)).toHaveLength(1);
    server.feeds.stop();

    const later = new Running(events);
    later.clock.wallOffsetMs += 3 * DAY_MS;
    const again = await later.sees(({ feeds }) => feeds[0]?.counts?.used === 1);
    expect(again.feeds).toMatchObject([{ ageDays: 15 }]);
    expect(kinds(events.all())).toEqual(["feedUsed"]);
  });

  it("ages with the days while the server runs", async () => {
    const server = new Running();
    writeList({ "one.stix2": stix(["[domain-name:value='bad.example']"], Date.now() - 12 * DAY_MS) });
    await takeIn();
    await server.sees(({ feeds }) => feeds[0]?.ageDays === 12);
    server.clock.advance(DAY_MS);
    await server.sees(({ feeds }) => feeds[0]?.ageDays === 13);
  });

  it("leaves the one before in use where the newer can't be read, and drops what it names no more", async () => {
    const events = memoryDeskEvents();
    const server = new Running(events);
    const good = stix(["[domain-name:value='bad.example']"], Date.now());
    writeList({ "one.stix2": good, "two.stix2": good.replace("bad", "worse") });
    await takeIn();
    await server.sees(({ feeds }) => feeds.length === 2);
    writeList({ "one.stix2": "no feed at all", "three.stix2": good.replace("bad", "third") });
    expect(await takeIn()).toMatchObject({ value: { refused: [{ name: "one.stix2", why: "unreadable" }] } });
    const view = await server.sees(({ refused }) => refused.length > 0);
    expect(names(view)).toEqual(["one.stix2", "three.stix2"]);
    expect(view.feeds[0]).toMatchObject({ sha256: hashOf(good), counts: { used: 1 }, trouble: null });
    expect(view.refused).toEqual([{ name: "one.stix2", why: "unreadable" }]);
    openFeedsByHand(dataDir).stop();
    await server.sees(({ feeds }) => feeds.length === 0);
    expect(kinds(events.all()).join(" ")).toBe(
      "feedUsed feedUsed feedUsed feedDropped feedDropped feedDropped",
    );
  });

  it("of which nothing can be used changes nothing, and neither does a list that can't be read", async () => {
    const server = new Running();
    writeList({ "one.stix2": stix(["[domain-name:value='bad.example']"], Date.now()) });
    await takeIn();
    await server.sees(({ feeds }) => feeds.length === 1);
    writeList({ "one.stix2": "no feed" });
    expect(await takeIn()).toMatchObject({ value: { feeds: [], refused: [{ why: "unreadable" }] } });
    writeFileSync(join(listDir, "feeds.json"), "{");
    expect(await takeIn()).toEqual({ ok: false, error: "feeds.json: line 1, column 2: no text in quotes" });
    writeFileSync(join(dataDir, "feeds/choice.json"), '{"list":"../../keys"}');
    const view = await server.sees(({ refused }) => refused.length > 0);
    expect(view).toMatchObject({
      feeds: [{ name: "one.stix2", trouble: null }],
      refused: [{ name: "feeds.json", why: "badList" }],
    });
  });

  it("with expected keys takes a list that one of them signed, and says who", async () => {
    const server = new Running();
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const list = writeList({ "one.stix2": stix(["[domain-name:value='bad.example']"], Date.now()) });
    const signers = [
      { name: "Bo", key: "A".repeat(43) },
      { name: "Ana", key: publicKey.export({ format: "jwk" }).x ?? "" },
    ];
    expect(await takeIn({ signers })).toMatchObject({
      value: { feeds: [], refused: [{ name: "feeds.json", why: "badSignature" }] },
    });
    const signature = sign(null, Buffer.from(list), privateKey).toString("base64url");
    writeFileSync(join(listDir, "feeds.json.sig"), signature);
    expect(await takeIn({ signers })).toMatchObject({ ok: true });
    const view = await server.sees(({ feeds }) => feeds.length === 1);
    expect(view.feeds).toMatchObject([{ trust: "signed", signedBy: "Ana" }]);
  });

  it("is read from files whose bytes are looked at each time", async () => {
    const server = new Running();
    const [one, two] = ["bad", "worse"].map((name) =>
      stix([`[domain-name:value='${name}.example']`], Date.now()),
    );
    writeList({ "one.stix2": one ?? "", "two.stix2": two ?? "" });
    await takeIn();
    await server.sees(({ feeds }) => feeds.length === 2);
    writeFileSync(join(dataDir, "feeds/files", hashOf(one ?? "")), two ?? "");
    server.clock.advance(DAY_MS);
    const view = await server.sees(({ feeds }) => feeds[0]?.trouble !== null);
    expect(view.feeds).toMatchObject([{ trouble: "otherBytes", counts: null }, { trouble: null }]);
    // The same list again mends it.
    await takeIn();
    await server.sees(({ feeds }) => feeds[0]?.counts?.used === 1);
  });

  it("removes files that nothing needs any more, and none that is being chosen", async () => {
    const server = new Running();
    const files = join(dataDir, "feeds/files");
    const fresh = "1".repeat(64);
    writeList({ "one.stix2": stix(["[domain-name:value='bad.example']"], Date.now()) });
    await takeIn();
    await server.sees(({ feeds }) => feeds.length === 1);
    writeFileSync(join(files, "0".repeat(64)), "left over");
    writeFileSync(join(files, fresh), "being chosen");
    for (const name of readdirSync(files)) {
      if (name !== fresh) utimesSync(join(files, name), new Date(0), new Date(0));
    }
    const left = (count: number) =>
      vi.waitFor(
        () => {
          server.clock.advance(2_000);
          expect(readdirSync(files)).toHaveLength(count);
        },
        { timeout: 100_000 },
      );
    server.clock.advance(DAY_MS);
    // The list, its file, and what somebody has just put there.
    await left(3);
    openFeedsByHand(dataDir).stop();
    await left(1);
    expect(readdirSync(files)).toEqual([fresh]);
  });
});

describe("[S140] what can't be read", () => {
  it("because a feed takes too much memory ends the thread that reads, and no server", async () => {
    const patterns = Array.from({ length: 30_000 }, (_, at) => `[domain-name:value='host-${at}.example']`);
    writeList({ "one.stix2": stix(patterns, Date.now()) });
    await takeIn();
    const small = new FeedThread(dataDir, 24 * 1024 * 1024);
    expect(await small.judge(Date.now())).toBeUndefined();
    // The next question begins another one.
    expect(await small.judge(Date.now())).toBeUndefined();
    await small.close();
    const large = new FeedThread(dataDir);
    expect((await large.judge(Date.now()))?.feeds).toHaveLength(1);
    await large.close();
    expect(await large.judge(Date.now())).toBeUndefined();
  });

  it("because it isn't a file changes nothing", async () => {
    const server = new Running();
    writeList({ "one.stix2": stix(["[domain-name:value='bad.example']"], Date.now()) });
    await takeIn();
    await server.sees(({ feeds }) => feeds.length === 1);
    rmSync(join(dataDir, "feeds/choice.json"));
    mkdirSync(join(dataDir, "feeds/choice.json"));
    expect(await server.sees(({ refused }) => refused.length > 0)).toMatchObject({
      feeds: [{ name: "one.stix2", trouble: null }],
      refused: [{ name: "feeds.json", why: "badList" }],
    });
  });
});

describe("[S141] leads", () => {
  async function using(feeds: Readonly<Record<string, string>>): Promise<Running> {
    const server = new Running();
    writeList(feeds);
    await takeIn();
    await server.sees((view) => view.feeds.length === Object.keys(feeds).length);
    return server;
  }

  it("come from young feeds, of the newest that names the address, of IPv6 by the network", async () => {
    const four = "[ipv4-addr:value='8.8.4.4']";
    const server = await using({
      "older.stix2": stix([four, "[ipv4-addr:value='8.8.8.8']"], Date.now() - 40 * DAY_MS),
      "newer.stix2": stix([four, "[ipv6-addr:value='2a00:1:2:3::4']"], Date.now() - 4 * DAY_MS),
      "history.stix2": stix(["[ipv4-addr:value='9.9.9.9']"], Date.now() - 800 * DAY_MS),
    });
    const indicatorOf = (address: string | undefined) => server.leads.over(onlyLocal).of(address).indicator;
    expect(
      ["8.8.4.4", "8.8.8.8", "2a00:1:2:3", "2a00:1:2:4", "9.9.9.9", "8.8.4.5", undefined].map(indicatorOf),
    ).toEqual(["newer.stix2", "older.stix2", "newer.stix2", undefined, undefined, undefined, undefined]);
    const history = server.feeds.view().feeds.find(({ name }) => name === "history.stix2");
    expect(history).toMatchObject({ makesLeads: false, ageDays: 800 });
  });

  it("leave what the operator's list says of a network as it is", async () => {
    const server = await using({ "one.stix2": stix(["[ipv4-addr:value='8.8.4.4']"], Date.now()) });
    const listed = { of: () => ({ networkClass: "hosting", indicator: "mine" }) as const };
    expect(server.leads.over(listed).of("8.8.4.4")).toEqual({ networkClass: "hosting", indicator: "mine" });
    expect(server.leads.over(onlyLocal).of("8.8.4.4")).toEqual({
      networkClass: "unknown",
      indicator: "one.stix2",
    });
  });

  it("are shown with their feed, by the end of a long name", async () => {
    const long = `${"folder/".repeat(20)}one.stix2`;
    const server = await using({ [long]: stix(["[ipv4-addr:value='8.8.4.4']"], Date.now()) });
    const name = server.leads.over(onlyLocal).of("8.8.4.4").indicator ?? "";
    expect(name).toHaveLength(80);
    server.hits = new Map([[name, 3]]);
    expect(server.feeds.view().feeds).toMatchObject([{ leads: 3 }]);
  });
});

describe("[S143] at the desk", () => {
  const caller: DeskCaller = { session: undefined, setSession: () => undefined };

  it("somebody looks up what was reported, of whatever age", async () => {
    const server = new Running();
    const calls = feedHandlers(server.feeds);
    const ask = (what: string) => calls["feeds.lookUp"]({ what }, caller);
    expect(await ask("bad.example")).toEqual({ ok: true, value: { host: "bad.example", found: null } });
    writeList({ "old.stix2": stix(["[domain-name:value='bad.example']"], Date.now() - 900 * DAY_MS) });
    await takeIn();
    await server.sees(({ feeds }) => feeds.length === 1);
    expect(await ask("hxxps://login.bad[.]example/x")).toMatchObject({
      value: {
        host: "login.bad.example",
        found: { indicator: "bad.example", publishers: ["Lab"], feeds: ["old.stix2"], ageDays: 900 },
      },
    });
    expect(await ask("good.example")).toMatchObject({ value: { found: null } });
    expect(await ask("   ")).toEqual({ ok: true, value: { host: null, found: null } });
    expect(await calls["feeds.list"]({}, caller)).toEqual({ ok: true, value: server.feeds.view() });
  });
});
