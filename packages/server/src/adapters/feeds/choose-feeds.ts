import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { replay, type KeptFeed, type RefusedFeed, type UsedFeed } from "@bridle/desk";
import { feedBytesMax, readFeedList, type FeedChoice, type FeedList } from "@bridle/desk/feeds";
import { err, ok, type Result } from "@bridle/protocol";
import { StoreRefusal } from "../../ports/data-folder.ts";
import type { ReadFeed } from "../../ports/feed-reader.ts";
import { DESK_FILE, openDeskFile } from "../desk/desk-file.ts";
import { FeedFolder, hashOf } from "./feed-folder.ts";
import { FeedShelf } from "./feed-shelf.ts";
import { fetchFeed, type FetchOptions, type FetchRefusal } from "./fetch-feed.ts";

const LIST_BYTES_MAX = 1024 * 1024;

export interface FeedsAsked extends Pick<FeedChoice, "signers" | "acceptedLicences"> {
  /** Where `feeds.json` lies, and the files that it names. */
  readonly folder: string;
  /** Fetch what isn't there and has an address in the list; never without the operator's word. */
  readonly fetch?: FetchOptions;
}

/** What became of a list. */
export interface FeedsChosen {
  readonly feeds: readonly (UsedFeed & Pick<ReadFeed, "counts">)[];
  readonly refused: readonly (RefusedFeed & { readonly fetching?: FetchRefusal })[];
}

/** What whoever runs the host does about feeds, while the server runs or not. */
export interface FeedsByHand {
  /** Takes in a list, or says why it can't be read. Where nothing of it can be used nothing changes. */
  takeIn(asked: FeedsAsked): Promise<Result<FeedsChosen, string>>;
  /** Uses no feed any more. */
  stop(): void;
  /** What a server decided to use. */
  inUse(): readonly KeptFeed[];
}

/** Throws `StoreRefusal` where there is no server's data folder. */
export function openFeedsByHand(dataDir: string): FeedsByHand {
  if (!existsSync(join(dataDir, DESK_FILE))) {
    throw new StoreRefusal("not_a_store", `There is no desk in ${dataDir} yet. Start its server once.`);
  }
  const folder = new FeedFolder(dataDir);
  return {
    takeIn: (asked) => takeIn(folder, asked),
    stop: () => folder.choose(undefined),
    inUse() {
      const file = openDeskFile(dataDir);
      try {
        return [...replay(file.events.all()).feeds.values()];
      } finally {
        file.close();
      }
    },
  };
}

async function takeIn(folder: FeedFolder, asked: FeedsAsked): Promise<Result<FeedsChosen, string>> {
  const bytes = fileIn(asked.folder, "feeds.json", LIST_BYTES_MAX);
  if (bytes === undefined) return err(`${join(asked.folder, "feeds.json")}: not there, or too large`);
  const list = readFeedList(new TextDecoder().decode(bytes));
  if (!list.ok) return err(`feeds.json: ${list.error}`);
  const unfetched = await gather(folder, list.value, asked);
  const choice: FeedChoice = {
    list: folder.put(bytes),
    ...putBeside(folder, list.value, asked),
    signers: asked.signers,
    acceptedLicences: asked.acceptedLicences,
  };
  const shelf = new FeedShelf(folder);
  const nowMs = Date.now();
  const { named, feeds, refused: others } = shelf.judgeChoice(choice, nowMs);
  const refused = others.map((each) => ({ ...each, ...unfetched.get(each.name) }));
  // A list of which nothing is left would end what is in use: that is `stop`'s to say.
  if (named !== undefined && feeds.length > 0) folder.choose(choice);
  const read = new Map(shelf.read({ feeds, nowMs }).feeds.map((feed) => [feed.name, feed.counts]));
  return ok({
    feeds: feeds.map((feed) => {
      const counts = read.get(feed.name);
      return counts === undefined ? feed : { ...feed, counts };
    }),
    refused,
  });
}

/** Puts every file of the list where the server finds it; gives what couldn't be fetched. */
async function gather(
  folder: FeedFolder,
  list: FeedList,
  asked: FeedsAsked,
): Promise<ReadonlyMap<string, { readonly fetching: FetchRefusal }>> {
  const unfetched = new Map<string, { readonly fetching: FetchRefusal }>();
  for (const { file, url, sha256 } of list.feeds) {
    const here = fileIn(asked.folder, file, feedBytesMax);
    // The wrong bytes are kept under their own hash by nobody.
    if (here !== undefined && hashOf(here) === sha256) folder.put(here);
    else if (!folder.has(sha256) && url !== undefined && asked.fetch !== undefined) {
      const fetched = await fetchFeed(url, asked.fetch);
      if (!fetched.ok) unfetched.set(file, { fetching: fetched.error });
      else if (hashOf(fetched.value) === sha256) folder.put(fetched.value);
    }
  }
  return unfetched;
}

/** The list's signature, and MVT's index of publishers, which lies beside the list or atop its files. */
function putBeside(
  folder: FeedFolder,
  list: FeedList,
  asked: FeedsAsked,
): Pick<FeedChoice, "signature" | "index"> {
  const put = (name: string): string | undefined => {
    const bytes = fileIn(asked.folder, name, LIST_BYTES_MAX);
    return bytes && folder.put(bytes);
  };
  const tops = new Set(list.feeds.map(({ file }) => file.split("/")[0] ?? ""));
  const signature = put("feeds.json.sig");
  const index =
    put("indicators.yaml") ?? [...tops].map((top) => put(`${top}/indicators.yaml`)).find((hash) => hash);
  return { ...(signature === undefined ? {} : { signature }), ...(index === undefined ? {} : { index }) };
}

function fileIn(folder: string, name: string, bytesMax: number): Uint8Array | undefined {
  const path = join(folder, name);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > bytesMax) return undefined;
  return new Uint8Array(readFileSync(path));
}
