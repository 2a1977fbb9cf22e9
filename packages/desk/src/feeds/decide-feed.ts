import { err, ok } from "@bridle/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { FeedCommand } from "../cases/command.ts";
import type { DeskState } from "../cases/desk-state.ts";
import type { Drafts } from "../cases/draft.ts";
import { DESK_STREAM } from "../cases/event.ts";
import type { UsedFeed } from "./used-feed.ts";

/** The operator's word on which feeds are used. The same again is no decision, however old the feed has grown. */
export function decideFeed(state: DeskState, command: FeedCommand): Drafts {
  if (command.kind === "feed.use") {
    const { feed } = command;
    const known = state.feeds.get(feed.name);
    if (known !== undefined && isSame(known.feed, feed)) return err("nothing_to_do");
    return ok([{ stream: DESK_STREAM, fact: { kind: "feedUsed", feed } }]);
  }
  const known = state.feeds.get(command.name);
  if (known === undefined) return err("nothing_to_do");
  const { name, sha256 } = known.feed;
  return ok([{ stream: DESK_STREAM, fact: { kind: "feedDropped", name, sha256 } }]);
}

function isSame(known: UsedFeed, feed: UsedFeed): boolean {
  return withoutAge(known) === withoutAge(feed);
}

function withoutAge({ ageDays: _grows, ...lasting }: UsedFeed): string {
  return canonicalJson(lasting);
}
