import { createHash } from "node:crypto";
import type { FeedRefusal, RefusedFeed, UsedFeed } from "@bridle/desk";
import {
  FeedIndex,
  feedRefusalOf,
  readFeedList,
  takeInFeeds,
  type FeedChoice,
  type Intake,
  type IntakeRequest,
} from "@bridle/desk/feeds";
import { fromBase64Url, utf8Encode } from "@bridle/protocol";
import { peerAddress } from "../../http/addresses.ts";
import type { FeedsOnDay, FeedsRead, Judged, Published, ReadFeed } from "../../ports/feed-reader.ts";
import { leadName } from "../../signals/feed-leads.ts";
import type { FeedFolder } from "./feed-folder.ts";

const LIST = "feeds.json";
const INDEX = "indicators.yaml";
/** Hosts and addresses of all feeds together. */
const INDICATORS_MAX = 200_000;

type File = IntakeRequest["files"][number];
/** What every file of a list is taken in with. */
type Terms = Pick<IntakeRequest, "signers" | "acceptedLicences" | "nowMs"> & {
  readonly files: readonly File[];
};

/** Feeds as they were read on a day. */
interface Indexed {
  readonly key: string;
  readonly index: FeedIndex;
  readonly read: FeedsRead;
}

const hashing = {
  sha256: () => {
    const hash = createHash("sha256");
    return {
      update: (bytes: Uint8Array) => void hash.update(bytes),
      digest: () => new Uint8Array(hash.digest()),
    };
  },
};

/** Reads a folder's feeds. Takes seconds for large ones: a server lets a thread of its own do it. */
export class FeedShelf {
  readonly #folder: FeedFolder;
  #indexed: Indexed | undefined;

  constructor(folder: FeedFolder) {
    this.#folder = folder;
  }

  judge(nowMs: number): Judged {
    const choice = this.#folder.choice();
    if (!choice.ok) return wholly("badList");
    return choice.value === undefined
      ? { named: [], feeds: [], refused: [] }
      : this.judgeChoice(choice.value, nowMs);
  }

  /** What a choice would come to. */
  judgeChoice(choice: FeedChoice, nowMs: number): Judged {
    const list = this.#folder.read(choice.list);
    if (!(list instanceof Uint8Array)) return wholly(list);
    const entries = readFeedList(new TextDecoder().decode(list));
    if (!entries.ok) return wholly("badList");
    const files = [{ name: LIST, bytes: list }, ...this.#beside(choice)];
    const signer = signerOf(choice, { files, nowMs });
    if (choice.signers.length > 0 && signer === undefined) return wholly("badSignature");
    const signers = signer === undefined ? [] : [signer.key];
    const terms = { files, signers, acceptedLicences: choice.acceptedLicences, nowMs };
    const feeds: UsedFeed[] = [];
    const refused: RefusedFeed[] = [];
    let room = INDICATORS_MAX;
    for (const { file: name, sha256 } of entries.value.feeds) {
      const taken = this.#takenIn({ name, sha256 }, terms);
      const [feed] = typeof taken === "string" ? [] : taken.feeds;
      if (typeof taken === "string" || feed === undefined || feed.used > room) {
        refused.push({ name, why: typeof taken === "string" ? taken : "tooMany" });
        continue;
      }
      room -= feed.used;
      const { publishers, licence, trust, ageDays } = feed;
      feeds.push({
        name,
        sha256,
        publishers,
        licence,
        trust,
        ...(ageDays === undefined ? {} : { ageDays }),
        ...(signer === undefined ? {} : { signedBy: signer.name }),
      });
    }
    return { named: entries.value.feeds.map(({ file }) => file), feeds, refused };
  }

  /** Reads the files again: they may have been mended. */
  read(on: FeedsOnDay): FeedsRead {
    this.#indexed = undefined;
    return this.#onDay(on).read;
  }

  lookUp(on: FeedsOnDay, host: string): { readonly found: Published | undefined } {
    const lead = this.#onDay(on).index.lookUp(host, "reportedAddress");
    if (lead === undefined) return { found: undefined };
    const { indicator, publishers, campaigns, feeds, ageDays } = lead;
    const age = ageDays === undefined ? {} : { ageDays };
    return { found: { indicator, publishers, campaigns, feeds, ...age } };
  }

  sweep(feeds: readonly UsedFeed[]): void {
    const choice = this.#folder.choice();
    // Nobody knows what a choice that can't be read is made of.
    if (!choice.ok) return;
    const keep = new Set(feeds.map(({ sha256 }) => sha256));
    if (choice.value !== undefined) {
      const { list, signature = list, index = list } = choice.value;
      const bytes = this.#folder.read(list);
      const entries = bytes instanceof Uint8Array ? readFeedList(new TextDecoder().decode(bytes)) : undefined;
      if (entries?.ok !== true) return;
      for (const sha256 of [list, signature, index, ...entries.value.feeds.map((entry) => entry.sha256)]) {
        keep.add(sha256);
      }
    }
    this.#folder.sweep(keep);
  }

  /** The list's signature, and the index of publishers where nobody had to sign: a signature doesn't cover it. */
  #beside({ signature, index, signers }: FeedChoice): readonly File[] {
    const named = [
      [`${LIST}.sig`, signature],
      [INDEX, signers.length > 0 ? undefined : index],
    ] as const;
    return named.flatMap(([name, sha256]) => {
      const bytes = sha256 === undefined ? undefined : this.#folder.read(sha256);
      return bytes instanceof Uint8Array ? [{ name, bytes }] : [];
    });
  }

  #takenIn({ name, sha256 }: Pick<UsedFeed, "name" | "sha256">, terms: Terms): Intake | FeedRefusal {
    const bytes = this.#folder.read(sha256);
    if (!(bytes instanceof Uint8Array)) return bytes;
    const intake = takeInFeeds({ ...terms, files: [...terms.files, { name, bytes }] }, hashing);
    return intake.feeds.length > 0 ? intake : feedRefusalOf(intake.refused[0]?.why ?? "");
  }

  #onDay(on: FeedsOnDay): Indexed {
    const day = Math.floor(on.nowMs / 86_400_000);
    const key = JSON.stringify([day, on.feeds.map(({ name, sha256 }) => [name, sha256])]);
    if (this.#indexed?.key !== key) this.#indexed = { key, ...this.#indexedOf(on) };
    return this.#indexed;
  }

  #indexedOf({ feeds, nowMs }: FeedsOnDay): Omit<Indexed, "key"> {
    const intakes: Intake[] = [];
    const read = feeds.map((feed): ReadFeed => {
      const taken = this.#takenIn(feed, termsOf(feed, nowMs));
      if (typeof taken === "string") return { name: feed.name, trouble: taken };
      intakes.push(taken);
      const [{ ageDays, used, leftOut } = { used: 0, leftOut: {} }] = taken.feeds;
      return { name: feed.name, ...(ageDays === undefined ? {} : { ageDays }), counts: { used, leftOut } };
    });
    const all = {
      feeds: intakes.flatMap((intake) => intake.feeds),
      refused: [],
      indicators: intakes.flatMap(({ indicators }) => indicators),
    };
    const index = new FeedIndex(all, (text) => URL.parse(text) ?? undefined);
    return { index, read: { feeds: read, leads: leadsOf(all, index) } };
  }
}

function wholly(why: FeedRefusal): Judged {
  return { named: undefined, feeds: [], refused: [{ name: LIST, why }] };
}

/** Who of those whom the operator expects signed the list. */
function signerOf(
  { signers }: FeedChoice,
  { files, nowMs }: Pick<Terms, "files" | "nowMs">,
): { readonly name: string; readonly key: Uint8Array } | undefined {
  for (const { name, key: text } of signers) {
    const key = fromBase64Url(text);
    if (key?.length !== 32) continue;
    const signed = files.filter((file) => file.name !== INDEX);
    const { refused } = takeInFeeds({ files: signed, signers: [key], acceptedLicences: [], nowMs }, hashing);
    if (refused.length === 0) return { name, key };
  }
  return undefined;
}

/** What a decision said of a feed, as the list that it is read by: its terms were judged then. */
function termsOf({ name: file, sha256, publishers, licence }: UsedFeed, nowMs: number): Terms {
  const list = { feeds: [{ file, sha256, publishers, licence, references: [] }] };
  const files = [{ name: LIST, bytes: utf8Encode(JSON.stringify(list)) }];
  return { files, signers: [], acceptedLicences: [licence], nowMs };
}

/** Addresses that make leads, in the form in which a connection's address is known: of IPv6 the network. */
function leadsOf({ feeds, indicators }: Intake, index: FeedIndex): ReadonlyMap<string, string> {
  const ages = new Map(feeds.map(({ name, ageDays = Infinity }) => [name, ageDays]));
  const leads = new Map<string, string>();
  for (const { type, value } of indicators) {
    const lead = type === "ip" ? index.lead(value, "registrationHost") : undefined;
    const peer = lead && peerAddress(value, undefined);
    if (lead === undefined || peer === undefined) continue;
    const [newest = ""] = lead.feeds.toSorted(
      (a, b) => (ages.get(a) ?? Infinity) - (ages.get(b) ?? Infinity),
    );
    leads.set(peer, leadName(newest));
  }
  return leads;
}
