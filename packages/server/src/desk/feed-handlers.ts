import type { feedCalls } from "@bridle/desk";
import { reportedHost } from "@bridle/desk/feeds";
import { err, ok } from "@bridle/protocol";
import type { DeskHandlers } from "../http/desk-api.ts";
import type { DeskFeeds } from "./desk-feeds.ts";

type FeedHandlers = Pick<DeskHandlers, keyof typeof feedCalls>;

/** The calls about researchers' feeds: they read, and change nothing. */
export function feedHandlers(feeds: Pick<DeskFeeds, "view" | "lookUp">): FeedHandlers {
  return {
    "feeds.list": async () => ok(feeds.view()),
    "feeds.lookUp": async ({ what }) => {
      const host = reportedHost(what, (text) => URL.parse(text) ?? undefined);
      if (host === undefined) return ok({ host: null, found: null });
      const looked = await feeds.lookUp(host);
      if (looked === undefined) return err({ kind: "failed", detail: "feeds" });
      const { found } = looked;
      return ok({ host, found: found === undefined ? null : { ...found, ageDays: found.ageDays ?? null } });
    },
  };
}
