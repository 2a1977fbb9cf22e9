import { amountText, citationText, lastDayText, type OrderAsOf } from "@bridle/desk";
import type { ReactNode } from "react";
import { Section } from "../parts/page.tsx";
import { useWords } from "../words/words.ts";

type Held = OrderAsOf["compliance"];
type Received = Held["duties"][number]["received"][number];

/** What is due and when, what came, what was breached, as of the chosen day. What the order itself says stays in its language. */
export function Compliance(props: { readonly held: OrderAsOf }): ReactNode {
  const { duties, awards, breaches } = props.held.compliance;
  return (
    <>
      <Duties duties={duties} />
      <Awards awards={awards} />
      <Breaches breaches={breaches} />
    </>
  );
}

function Duties({ duties }: Pick<Held, "duties">): ReactNode {
  const { t } = useWords();
  if (duties.length === 0) return null;
  return (
    <Section title={t("orders.duties")}>
      <ul className="desk-rows">
        {duties.map(({ norm, state, dueMs, received, cites }) => (
          <li key={norm.id} className="desk-row">
            <span className="desk-row-main">
              <bdi lang="en">{norm.says}</bdi>
              <Paragraphs text={citationText(cites)} />
            </span>
            <span className="small">
              {dueMs === undefined ? t("orders.noDay") : t("orders.dueBy", { date: lastDayText(dueMs) })}
            </span>
            <span className={state === "overdue" ? "desk-tag strength-strong" : "desk-tag"}>
              {t(`order.duty.${state}`)}
            </span>
            <Came received={received} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Paragraphs(props: { readonly text: string }): ReactNode {
  return (
    <bdi className="soft small" lang="en">
      {props.text}
    </bdi>
  );
}

function Came(props: { readonly received: readonly Received[] }): ReactNode {
  const { t } = useWords();
  if (props.received.length === 0) return <span className="soft small">{t("orders.nothingCame")}</span>;
  return (
    <ul aria-label={t("orders.came")}>
      {props.received.map(({ id, what, date, standing }) => (
        <li key={id}>
          {t(`received.${what}`)} <bdi className="digits">{date}</bdi>{" "}
          {standing === "verified" ? null : <Unverified />}
        </li>
      ))}
    </ul>
  );
}

function Unverified(): ReactNode {
  const { t } = useWords();
  return <span className="desk-tag strength-moderate">{t("orders.unverified")}</span>;
}

function Awards({ awards }: Pick<Held, "awards">): ReactNode {
  const { t } = useWords();
  if (awards.length === 0) return null;
  return (
    <Section title={t("orders.money")}>
      <ul className="desk-rows">
        {awards.map(({ id, kind, currency, amount, before, verified, payments }) => (
          <li key={id} className="desk-row">
            <span className="desk-row-main" lang="en">
              {kind}
            </span>
            <bdi>
              {before === undefined
                ? `${currency} ${amountText(amount)}`
                : t("orders.reduced", {
                    amount: `${currency} ${amountText(amount)}`,
                    before: `${currency} ${amountText(before)}`,
                  })}
            </bdi>
            {verified ? null : <Unverified />}
            <Came received={payments} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Breaches({ breaches }: Pick<Held, "breaches">): ReactNode {
  const { t } = useWords();
  return (
    <Section title={t("orders.breaches")}>
      {breaches.length === 0 ? (
        <p className="soft">{t("orders.noBreaches")}</p>
      ) : (
        <ul className="desk-rows">
          {breaches.map(({ breach, cites }) => (
            <li key={breach.id} className="desk-row">
              <bdi className="digits">{breach.date}</bdi>
              <span className="desk-row-main">
                <bdi>{breach.norm}</bdi>
                <Paragraphs text={citationText(cites)} />
              </span>
              <span className="small">{t("orders.foundBy", { name: breach.foundBy })}</span>
              <span className="small">{t("orders.evidence", { count: breach.evidence.length })}</span>
              {breach.standing === "verified" ? null : <Unverified />}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
