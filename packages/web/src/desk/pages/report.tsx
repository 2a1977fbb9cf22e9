import {
  periodText,
  reportTables,
  reportWords,
  type DeskPerson,
  type PublishedReport,
  type ReportPreview,
  type ReportTable,
  type ReportView,
} from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Callout } from "../../parts/callout.tsx";
import { nothing, useCall } from "../api/use-call.ts";
import { useDoing } from "../api/use-doing.ts";
import { useDeskPeople } from "../parts/desk-people.tsx";
import { Failure } from "../parts/failure.tsx";
import { Answered, Page, Section } from "../parts/page.tsx";
import { useWords } from "../words/words.ts";

/** The public report: what is due, what was published with its place in the log, and how it stands by now. */
export function Report(props: { readonly me: DeskPerson }): ReactNode {
  const { t } = useWords();
  const report = useCall("report.get", nothing);
  return (
    <Page title={t("report.title")} lead={t("report.lead")}>
      <Answered value={report.value} failure={report.failure}>
        {(view) => (
          <>
            {view.due === null ? null : (
              <Due key={view.due.period} due={view.due} me={props.me} onDone={report.again} />
            )}
            <Published view={view} />
            <Preview preview={view.preview} />
          </>
        )}
      </Answered>
    </Page>
  );
}

function Due(props: {
  readonly due: ReportPreview;
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t, language } = useWords();
  const doing = useDoing();
  const [asked, setAsked] = useState(false);
  const period = periodText(props.due.period, language);
  const publish = async (): Promise<void> => {
    await doing.run("report.publish", { period: props.due.period });
    await props.onDone();
  };
  const mayPublish = props.me.role === "lead" || props.me.role === "counsel";
  return (
    <Section title={t("report.due", { period })}>
      <Callout meaning="caution">
        <p>{t("report.dueLead")}</p>
      </Callout>
      <Failure failure={doing.failure} />
      {!mayPublish ? (
        <p className="soft">{t("report.others")}</p>
      ) : asked ? (
        <>
          <p>{t("report.sure", { period })}</p>
          <div className="actions">
            <Button manner="main" busy={doing.busy} onPress={() => void publish()}>
              {t("report.publish")}
            </Button>
            <Button onPress={() => setAsked(false)}>{t("action.cancel")}</Button>
          </div>
        </>
      ) : (
        <div className="actions">
          <Button manner="main" onPress={() => setAsked(true)}>
            {t("report.publish")}
          </Button>
        </div>
      )}
      <details>
        <summary>{t("report.read")}</summary>
        <Told report={props.due.report} />
      </details>
    </Section>
  );
}

function Published(props: { readonly view: ReportView }): ReactNode {
  const { t } = useWords();
  const { published, publicKey } = props.view;
  return (
    <Section title={t("report.published")}>
      {published.length === 0 ? (
        <p className="soft">{t("report.none")}</p>
      ) : (
        <ul className="desk-rows">
          {published.map((report) => (
            <li key={report.period} className="desk-row">
              <PublishedRow report={report} />
            </li>
          ))}
        </ul>
      )}
      <p className="soft small">
        {t("report.key")} <Hex value={publicKey} />
      </p>
    </Section>
  );
}

function PublishedRow(props: { readonly report: PublishedReport }): ReactNode {
  const { t, language, dateAndTime } = useWords();
  const { nameOf } = useDeskPeople();
  const { period, sha256, by, publishedAtMs, logIndex } = props.report;
  const base = `/transparency/${period}`;
  return (
    <>
      <span className="desk-row-main">
        <a href={language === "ar" ? `${base}/ar` : base}>
          {t("report.open", { period: periodText(period, language) })}
        </a>
        <a href={`${base}.json`}>{t("report.data")}</a>
        <a href={`${base}.sig`}>{t("report.signature")}</a>
        {logIndex === null ? null : <a href={`${base}.proof`}>{t("report.proof")}</a>}
      </span>
      <span className="soft small">
        {t("report.by", { name: nameOf(by), date: dateAndTime(publishedAtMs) })}
      </span>
      <span className="soft small">
        {logIndex === null ? t("report.unlogged") : t("report.logged", { index: logIndex })}
      </span>
      <span className="soft small">
        {t("report.hash")} <Hex value={sha256} />
      </span>
    </>
  );
}

function Hex(props: { readonly value: string }): ReactNode {
  return (
    <code className="desk-hex" dir="ltr">
      {props.value}
    </code>
  );
}

/** Exactly the public's words: the same tables as on the service's page. */
function Preview(props: { readonly preview: ReportView["preview"] }): ReactNode {
  const { t, language, date } = useWords();
  const { period, endsAtMs, report } = props.preview;
  return (
    <Section title={t("report.preview", { period: periodText(period, language) })}>
      <p className="soft">{t("report.previewLead", { date: date(endsAtMs) })}</p>
      <Told report={report} />
    </Section>
  );
}

/** All that a report says. */
function Told(props: { readonly report: ReportPreview["report"] }): ReactNode {
  const { t, language } = useWords();
  const { report } = props;
  if (report === null) {
    return (
      <Callout meaning="caution">
        <p>{t("report.noPreview")}</p>
      </Callout>
    );
  }
  return (
    <>
      <p className="soft small">{reportWords(language).lead}</p>
      {reportTables(report, language).map((table) => (
        <Table key={table.title} table={table} />
      ))}
    </>
  );
}

function Table(props: { readonly table: ReportTable }): ReactNode {
  const { language } = useWords();
  const { title, heads, rows } = props.table;
  if (rows.length === 0) {
    return (
      <>
        <h3>{title}</h3>
        <p className="soft">{reportWords(language).none}</p>
      </>
    );
  }
  return (
    <>
      <h3>{title}</h3>
      <div className="desk-scroll">
        <table className="desk-table">
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.join("\n")}>
                {row.map((cell, index) => (
                  <td key={heads[index]}>
                    <bdi>{cell}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
