import { type Feed, type FeedFile, type FeedSet, feedSummary, limits, readFeeds } from "@bridle/check";
import type { Shelf } from "../protocol.ts";
import { browserPlatform } from "./platform.ts";
import { Reading } from "./reading.ts";

const platform = browserPlatform(new Reading());
/** Names of files that the user brings along begin with this, so that none can pass for a bundled one. */
const ADDED = "added/";
const KEY_BYTES = 32;

/** The indicator files at hand: those that came with the page, and those that the user brings along. */
export class FeedShelf {
  #bundled: FeedSet = { feeds: [], refused: [] };
  #added: FeedSet = { feeds: [], refused: [] };

  /** Reads the bundled ones; the one thing that is loaded after the worker's own script. */
  async open(): Promise<Shelf> {
    const { bundledFeeds } = await import("./bundled-feeds.ts");
    this.#bundled = readFeeds(bundledFeeds(), platform);
    return this.#shown();
  }

  /** With `signer` (Ed25519, base64url) a pin list among the files must be signed by that key. */
  async add(files: readonly File[], signer: string): Promise<Shelf> {
    const read: FeedFile[] = [];
    const refused: { what: string; why: string }[] = [];
    for (const file of files) {
      if (file.size > limits.feedBytesMax) refused.push({ what: file.name, why: "too large for indicators" });
      else read.push({ name: `${ADDED}${file.name}`, bytes: new Uint8Array(await file.arrayBuffer()) });
    }
    const key = signer === "" ? undefined : keyOf(signer);
    const set =
      signer !== "" && key === undefined
        ? { feeds: [], refused: [{ what: signer, why: "not a key: 32 bytes in base64url are expected" }] }
        : readFeeds(read, platform, key === undefined ? [] : [key]);
    const names = new Set(set.feeds.map(({ name }) => name));
    this.#added = {
      feeds: [...this.#added.feeds.filter(({ name }) => !names.has(name)), ...set.feeds],
      refused: [...refused, ...set.refused],
    };
    return this.#shown();
  }

  /** Forgets what was brought along. */
  drop(): Shelf {
    this.#added = { feeds: [], refused: [] };
    return this.#shown();
  }

  chosen(names: readonly string[]): FeedSet {
    const wanted = new Set(names);
    return { feeds: this.#all().filter(({ name }) => wanted.has(name)), refused: this.#refused() };
  }

  #all(): readonly Feed[] {
    return [...this.#bundled.feeds, ...this.#added.feeds];
  }

  #refused(): FeedSet["refused"] {
    return [...this.#bundled.refused, ...this.#added.refused];
  }

  #shown(): Shelf {
    const nowMs = Date.now();
    return {
      feeds: this.#all().map((feed) => ({
        ...feedSummary(feed, nowMs),
        added: feed.name.startsWith(ADDED),
      })),
      refused: this.#refused(),
      loadedBytes: loadedBytes(),
    };
  }
}

function loadedBytes(): number {
  return performance
    .getEntriesByType("resource")
    .reduce(
      (sum, entry) => sum + (entry instanceof PerformanceResourceTiming ? entry.encodedBodySize : 0),
      0,
    );
}

function keyOf(text: string): Uint8Array | undefined {
  if (!/^[\w-]{43}=?$/.test(text.trim())) return undefined;
  const binary = atob(text.trim().replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
  return bytes.length === KEY_BYTES ? bytes : undefined;
}
