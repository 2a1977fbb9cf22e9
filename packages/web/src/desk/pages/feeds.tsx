import type { FeedsView } from "@bridle/desk";
import type { ReactNode } from "react";
import { Callout } from "../../parts/callout.tsx";
import { nothing, useCall } from "../api/use-call.ts";
import { feedTitle, FeedFacts } from "../parts/feed-facts.tsx";
import { Answered, Page, Section } from "../parts/page.tsx";
import { useWords } from "../words/words.ts";
import { LookUp } from "./look-up.tsx";

/** Researchers' feeds: what is used, how old it is, what isn't used and why, and what one of them says of a host. */
export function Feeds(): ReactNode {
  const { t } = useWords();
  const feeds = useCall("feeds.list", nothing);
  return (
    <Page title={t("feeds.title")} lead={t("feeds.lead")}>
      <Answered value={feeds.value} failure={feeds.failure}>
        {(view) => (
          <>
            {view.reading ? <output className="soft">{t("feeds.reading")}</output> : null}
            <Refused refused={view.refused} />
            {view.feeds.length === 0 ? (
              <p className="soft">{t("feeds.none")}</p>
            ) : (
              <>
                <ul className="desk-rows">
                  {view.feeds.map((feed) => (
                    <li key={feed.name} className="desk-feed">
                      <FeedFacts feed={feed} />
                    </li>
                  ))}
                </ul>
                <p className="soft small desk-lead">{t("feeds.leadsLead")}</p>
                <Section title={t("feeds.lookUp")}>
                  <LookUp />
                </Section>
              </>
            )}
          </>
        )}
      </Answered>
    </Page>
  );
}

function Refused(props: Pick<FeedsView, "refused">): ReactNode {
  const { t } = useWords();
  if (props.refused.length === 0) return null;
  return (
    <Section title={t("feeds.refused")}>
      <Callout meaning="caution">
        <p>{t("feeds.refusedLead")}</p>
        <ul className="desk-list">
          {props.refused.map(({ name, why }) => (
            <li key={name}>
              <bdi>{feedTitle(name)}</bdi>
              {": "}
              {t(`feedRefusal.${why}`)}
            </li>
          ))}
        </ul>
      </Callout>
    </Section>
  );
}
