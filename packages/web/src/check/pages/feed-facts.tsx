import type { ReportFeed } from "@bridle/check";
import type { ReactNode } from "react";
import { useWords, type PlainKey } from "../words/words.ts";
import { Fact } from "./parts.tsx";

const TRUST: Readonly<Record<ReportFeed["trust"], PlainKey>> = {
  unpinned: "feeds.unpinned",
  pinned: "feeds.pinned",
  signed: "feeds.signed",
};

/** Older than this, a list says little about this year's spyware. */
const OLD_DAYS = 365;

/** A file's name without its folders and ending. */
export function feedTitle(name: string): string {
  return (name.split("/").at(-1) ?? name).replace(/\.\w+$/, "");
}

/** Who published a list, when, under which licence, what of it is used, and which bytes it is. */
export function FeedFacts(props: { readonly feed: ReportFeed }): ReactNode {
  const { t, list, date, number } = useWords();
  const { feed } = props;
  const unusable = Object.values(feed.unusable).reduce((sum, count) => sum + count, 0);
  return (
    <dl className="check-facts small">
      <Fact label={t("feeds.publisher")}>
        <bdi>{feed.publishers.length === 0 ? t("feeds.unknown") : list(feed.publishers)}</bdi>
      </Fact>
      <Fact label={t("feeds.newest")}>
        {feed.newest === undefined || feed.ageDays === undefined ? (
          t("feeds.unknown")
        ) : (
          <>
            {date(Date.parse(feed.newest))}, {t("feeds.age", { count: feed.ageDays })}
            {feed.ageDays > OLD_DAYS ? ` ${t("feeds.old")}` : ""}
          </>
        )}
      </Fact>
      <Fact label={t("feeds.indicators")}>
        {number(feed.indicators)}
        {unusable > 0 ? ` (${t("feeds.unusable", { count: unusable })})` : ""}
      </Fact>
      <Fact label={t("feeds.licence")}>
        <bdi>{feed.licence ?? t("feeds.unknown")}</bdi>
      </Fact>
      <Fact label={t("feeds.hash")}>
        {t(TRUST[feed.trust])} <bdi className="digits check-hash">{feed.sha256}</bdi>
      </Fact>
      {feed.references.length === 0 ? null : (
        <Fact label={t("feeds.references")}>
          <bdi className="check-hash">{feed.references.join(" ")}</bdi>
        </Fact>
      )}
    </dl>
  );
}
