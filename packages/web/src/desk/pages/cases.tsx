import type { ReactNode } from "react";
import { nothing, useCall } from "../api/use-call.ts";
import { Answered, Page } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { useWords } from "../words/words.ts";

/** All campaigns, the newest change first. */
export function Cases(): ReactNode {
  const { t, dateAndTime } = useWords();
  const cases = useCall("cases.list", nothing);
  return (
    <Page title={t("cases.title")} lead={t("cases.lead")}>
      <Answered value={cases.value} failure={cases.failure}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t("cases.none")}</p>
          ) : (
            <ul className="desk-rows">
              {list.map((each) => (
                <li key={each.id}>
                  <a className="desk-row" href={hrefOf({ place: "cases", id: each.id })}>
                    <span className="desk-row-main">
                      <strong>{t("case.name", { id: each.id.slice(0, 8) })}</strong>
                      <span className="desk-tag">{t(`case.${each.status.kind}`)}</span>
                      <span className={`desk-tag strength-${each.strength}`}>
                        {t(`strength.${each.strength}`)}
                      </span>
                      {each.waiting === 0 ? null : (
                        <span className="desk-tag">{t("case.waiting", { count: each.waiting })}</span>
                      )}
                    </span>
                    <span>{t("finding.exposed", { count: each.exposed })}</span>
                    <span>{t("case.told", { told: each.told, exposed: each.exposed })}</span>
                    <span className="soft small">{dateAndTime(each.changedAtMs)}</span>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Page>
  );
}
