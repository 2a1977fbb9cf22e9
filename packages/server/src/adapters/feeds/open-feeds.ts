import { DeskFeeds, type DeskFeedsParts } from "../../desk/desk-feeds.ts";
import { FeedFolder } from "./feed-folder.ts";
import { FeedThread } from "./feed-thread.ts";

/** The feeds of a data folder, as a running server uses them. */
export function openFeeds(dataDir: string, parts: Omit<DeskFeedsParts, "reader" | "version">): DeskFeeds {
  const folder = new FeedFolder(dataDir);
  return new DeskFeeds({ ...parts, reader: new FeedThread(dataDir), version: () => folder.version() });
}
