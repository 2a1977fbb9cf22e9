import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import type { FeedRefusal } from "@bridle/desk";
import { openFeedsByHand, type FeedsAsked, type FeedsByHand, type FeedsChosen } from "@bridle/server";
import { defaultServerFolder } from "../data-folder.ts";
import { exitFault, exitOk, exitUsage } from "../exit-codes.ts";
import { log } from "../log.ts";

const usage = `usage: bridle desk feeds <command> [--data DIR]

  use FOLDER    take in the list feeds.json of a folder, and the files that it names by their SHA-256
    --signer NAME=KEY     the list must be signed (feeds.json.sig) by this Ed25519 key (base64url); may be repeated
    --accept-licence L    take feeds under a licence that has limits, as the list spells it; may be repeated
    --fetch               fetch what isn't in the folder and has an https address in the list; nothing is fetched otherwise
  list          the feeds in use
  stop          use none any more

  --data DIR    the server's data folder; default: ~/.local/share/bridle/server

A running server follows within seconds, and writes each change into the desk's log. Of a feed it uses hosts and
addresses alone. A hit is a lead for a person, and refuses nobody anything.
`;

const reasons: Readonly<Record<FeedRefusal, string>> = {
  badList: "the list can't be read",
  badSignature: "none of the expected keys signed the list",
  missing: "not there, or not readable",
  otherBytes: "not the bytes that the list pins",
  tooLarge: "too large",
  unreadable: "not a STIX bundle and not Echap's YAML",
  noPublisher: "the list names no publisher",
  noLicence: "the list names no licence",
  licenceNotAccepted: "its licence has limits; accept them with --accept-licence",
  tooMany: "more hosts and addresses than a server keeps",
};

const many = { type: "string", multiple: true } as const;
const options = {
  data: { type: "string" },
  signer: many,
  "accept-licence": many,
  fetch: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Researchers' feeds, for whoever runs the machine. The exit code. */
export async function runDeskFeeds(args: readonly string[]): Promise<number> {
  const asked = read(args);
  if (asked?.values.help === true) {
    process.stdout.write(usage);
    return exitOk;
  }
  const [name = "", folder, ...more] = asked?.positionals ?? [];
  const signers = asked?.values.signer?.map(signerOf) ?? [];
  const takesFolder = name === "use";
  const isKnown = takesFolder || name === "list" || name === "stop";
  if (!isKnown || takesFolder !== (folder !== undefined) || more.length > 0 || signers.includes(undefined)) {
    process.stderr.write(usage);
    return exitUsage;
  }
  try {
    const feeds = openFeedsByHand(resolve(asked?.values.data ?? defaultServerFolder()));
    if (folder === undefined) return name === "list" ? list(feeds) : stop(feeds);
    return await takeIn(feeds, {
      folder: resolve(folder),
      signers: signers.filter((signer) => signer !== undefined),
      acceptedLicences: asked?.values["accept-licence"] ?? [],
      ...(asked?.values.fetch === true ? { fetch: {} } : {}),
    });
  } catch (thrown) {
    log(`desk feeds ${name} failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return exitFault;
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (thrown) {
    log(thrown instanceof Error ? thrown.message : String(thrown));
    return undefined;
  }
}

function signerOf(text: string): FeedsAsked["signers"][number] | undefined {
  const [, name, key] = /^([^=\p{Cc}]{1,60})=([\w-]{43})$/u.exec(text) ?? [];
  return name === undefined || key === undefined ? undefined : { name, key };
}

async function takeIn(feeds: FeedsByHand, asked: FeedsAsked): Promise<number> {
  const chosen = await feeds.takeIn(asked);
  if (!chosen.ok) {
    log(`${chosen.error}; nothing was changed`);
    return exitFault;
  }
  for (const feed of chosen.value.feeds) process.stdout.write(takenLine(feed));
  for (const { name, why, fetching } of chosen.value.refused) {
    log(`${name}: ${fetching === undefined ? reasons[why] : `couldn't be fetched (${fetching})`}`);
  }
  if (chosen.value.feeds.length === 0) log("nothing of the list can be used; nothing was changed");
  return chosen.value.refused.length === 0 ? exitOk : exitFault;
}

function list(feeds: FeedsByHand): number {
  for (const { feed, sinceMs } of feeds.inUse()) {
    const { name, sha256, publishers, licence, signedBy } = feed;
    const signed = signedBy === undefined ? "" : `  signed by ${signedBy}`;
    const since = new Date(sinceMs).toISOString();
    process.stdout.write(
      `${name}  ${publishers.join(", ")}  ${licence}  ${sha256}${signed}  since ${since}\n`,
    );
  }
  return exitOk;
}

function stop(feeds: FeedsByHand): number {
  feeds.stop();
  return exitOk;
}

function takenLine({ name, publishers, licence, ageDays, counts }: FeedsChosen["feeds"][number]): string {
  const age = ageDays === undefined ? "of no known age" : `${ageDays} days old`;
  const leftOut = Object.values(counts?.leftOut ?? {}).reduce((sum, count) => sum + count, 0);
  return `${name}  ${publishers.join(", ")}  ${licence}  ${age}  ${counts?.used ?? 0} used, ${leftOut} left out\n`;
}
