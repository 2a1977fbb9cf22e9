import type { FeedView } from "@bridle/desk";
import type { ReactNode } from "react";
import { Callout } from "../../parts/callout.tsx";
import { useWords } from "../words/words.ts";

const LEFT_OUT = [
  "notInfrastructure",
  "page",
  "notGlobal",
  "notForDetection",
  "expired",
  "unreadable",
] as const;

/** A file's name without its folders and ending. */
export function feedTitle(name: string): string {
  return (name.split("/").at(-1) ?? name).replace(/\.\w+$/, "");
}

/** One feed in use: whose it is, how old, how much of it is used, and what it led to. */
export function FeedFacts(props: { readonly feed: FeedView }): ReactNode {
  const { t, list, dateAndTime } = useWords();
  const { feed } = props;
  return (
    <>
      <h2 className="desk-row-main">
        <bdi>{feedTitle(feed.name)}</bdi>
        {feed.leads === 0 ? null : (
          <span className="desk-tag strength-moderate">{t("feeds.leadCount", { count: feed.leads })}</span>
        )}
      </h2>
      {feed.trouble === null ? null : (
        <Callout meaning="danger">
          <p>{t(`feedRefusal.${feed.trouble}`)}</p>
        </Callout>
      )}
      <dl className="desk-facts small">
        <Fact label={t("feeds.publisher")}>
          <bdi>{list(feed.publishers)}</bdi>
        </Fact>
        <Fact label={t("feeds.licence")}>
          <bdi>{feed.licence}</bdi>
        </Fact>
        <Fact label={t("feeds.newest")}>
          <Age feed={feed} />
        </Fact>
        <Fact label={t("feeds.used")}>
          {feed.counts === null ? t("feeds.unread") : t("feeds.usedCount", { count: feed.counts.used })}
        </Fact>
        <Fact label={t("feeds.leftOut")}>
          <LeftOut counts={feed.counts} />
        </Fact>
        <Fact label={t("feeds.leads")}>{t("feeds.leadCount", { count: feed.leads })}</Fact>
        <Fact label={t("feeds.trust")}>
          {feed.signedBy === null ? t("feeds.pinned") : t("feeds.signed", { name: feed.signedBy })}
        </Fact>
        <Fact label={t("feeds.since")}>{dateAndTime(feed.sinceMs)}</Fact>
        <Fact label={t("feeds.hash")}>
          <bdi className="digits desk-hash">{feed.sha256}</bdi>
        </Fact>
      </dl>
    </>
  );
}

export function Fact(props: { readonly label: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

function Age(props: { readonly feed: Pick<FeedView, "ageDays" | "makesLeads"> }): ReactNode {
  const { t } = useWords();
  const { ageDays, makesLeads } = props.feed;
  const age =
    ageDays === null
      ? t("feeds.ageUnknown")
      : ageDays === 0
        ? t("feeds.today")
        : t("feeds.age", { count: ageDays });
  return (
    <>
      <span>{age}</span>
      {makesLeads ? null : <span className="desk-line">{t("feeds.tooOld")}</span>}
    </>
  );
}

function LeftOut(props: Pick<FeedView, "counts">): ReactNode {
  const { t } = useWords();
  const counts = props.counts?.leftOut;
  if (counts === undefined) return t("feeds.unread");
  const reasons = LEFT_OUT.filter((why) => (counts[why] ?? 0) > 0);
  if (reasons.length === 0) return t("feeds.leftOutNone");
  return (
    <ul>
      {reasons.map((why) => (
        <li key={why}>{t(`leftOut.${why}`, { count: counts[why] ?? 0 })}</li>
      ))}
    </ul>
  );
}
