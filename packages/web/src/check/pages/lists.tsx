import type { Report } from "@bridle/check";
import type { ReactNode } from "react";
import { Callout } from "../../parts/callout.tsx";
import { useWords } from "../words/words.ts";
import { FeedFacts, feedTitle } from "./feed-facts.tsx";
import { More, Part } from "./parts.tsx";

/** The lists of indicators that this examination used. */
export function ListsPart(props: { readonly report: Report }): ReactNode {
  const { t, report: words } = useWords();
  const { feeds, refusedFeeds } = props.report;
  const indicators = feeds.reduce((sum, feed) => sum + feed.indicators, 0);
  return (
    <Part id="lists" title={t("lists.title")}>
      {refusedFeeds.map(({ what, why }) => (
        <Callout key={what} meaning="danger">
          <bdi>{what}</bdi>: {words.reason(why)}
        </Callout>
      ))}
      <More title={t("feeds.title", { count: feeds.length, indicators })}>
        <ul className="check-feeds">
          {feeds.map((feed) => (
            <li key={feed.name} className="check-feed">
              <p>
                <b>
                  <bdi>{feedTitle(feed.name)}</bdi>
                </b>
              </p>
              <FeedFacts feed={feed} />
            </li>
          ))}
        </ul>
      </More>
    </Part>
  );
}
