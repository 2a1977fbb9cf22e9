import type { DeskPerson, Overview as OverviewView } from "@bridle/desk";
import { useMemo, useState, type ReactNode } from "react";
import { Callout } from "../../parts/callout.tsx";
import { useCall } from "../api/use-call.ts";
import { Answered, Page, Section } from "../parts/page.tsx";
import { Proposals } from "../parts/proposals.tsx";
import { SignalChart } from "../parts/signal-chart.tsx";
import { hrefOf } from "../route.ts";
import type { PlainKey } from "../words/catalogue.ts";
import { useWords } from "../words/words.ts";

const RANGES: readonly { readonly days: number; readonly name: PlainKey }[] = [
  { days: 1, name: "overview.day" },
  { days: 7, name: "overview.week" },
  { days: 14, name: "overview.fortnight" },
];

/** What is going on: signals over time, what waits, what holds. */
export function Overview(props: { readonly me: DeskPerson }): ReactNode {
  const { t } = useWords();
  const [days, setDays] = useState(14);
  const overview = useCall(
    "overview.get",
    useMemo(() => ({ days }), [days]),
  );
  return (
    <Page title={t("overview.title")}>
      <Answered value={overview.value} failure={overview.failure}>
        {(view) => (
          <>
            {view.shareHolders.length === 0 ? (
              <Callout meaning="caution">{t("overview.noKey")}</Callout>
            ) : null}
            <Numbers view={view} />
            <Section title={t("overview.signals")} actions={<Ranges days={days} onDays={setDays} />}>
              <p className="soft desk-lead">{t("overview.signalsLead")}</p>
              <SignalChart view={view} />
            </Section>
            <Section title={t("overview.waiting")}>
              {view.waiting.length === 0 ? <p className="soft">{t("overview.nothingWaits")}</p> : null}
              <Proposals proposals={view.waiting} me={props.me} onDone={overview.again} />
            </Section>
          </>
        )}
      </Answered>
    </Page>
  );
}

function Numbers(props: { readonly view: OverviewView }): ReactNode {
  const { t } = useWords();
  const { findings, cases, untold, controls } = props.view;
  return (
    <ul className="desk-numbers">
      <li>
        <a href={hrefOf({ place: "findings" })}>{t("overview.findings", { count: findings })}</a>
      </li>
      <li>
        <a href={hrefOf({ place: "cases" })}>{t("overview.open", { count: cases.open })}</a>
      </li>
      <li>
        <a href={hrefOf({ place: "cases" })}>{t("overview.confirmed", { count: cases.confirmed })}</a>
      </li>
      <li>
        <a href={hrefOf({ place: "cases" })}>{t("overview.untold", { count: untold })}</a>
      </li>
      <li>
        <a href={hrefOf({ place: "controls" })}>{t("overview.controls", { count: controls })}</a>
      </li>
    </ul>
  );
}

function Ranges(props: { readonly days: number; readonly onDays: (days: number) => void }): ReactNode {
  const { t } = useWords();
  return (
    <fieldset className="desk-languages" aria-label={t("overview.range")}>
      {RANGES.map(({ days, name }) => (
        <button
          key={days}
          type="button"
          className="text-button"
          aria-pressed={days === props.days}
          onClick={() => props.onDays(days)}
        >
          {t(name)}
        </button>
      ))}
    </fieldset>
  );
}
