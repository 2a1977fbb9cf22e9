import type { IndicatorType, Report, ReportFinding } from "@bridle/check";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { useWords, type PlainKey } from "../words/words.ts";
import { Fact, More, Part } from "./parts.tsx";

const SHOWN_FIRST = 50;

const TYPES: Readonly<Record<IndicatorType, PlainKey>> = {
  domain: "type.domain",
  ip: "type.ip",
  url: "type.url",
  email: "type.email",
  process: "type.process",
  "file-name": "type.fileName",
  "file-path": "type.filePath",
  md5: "type.hash",
  sha1: "type.hash",
  sha256: "type.hash",
  "app-id": "type.appId",
  "app-cert-md5": "type.appCert",
  "app-cert-sha1": "type.appCert",
  "app-cert-sha256": "type.appCert",
  "profile-id": "type.profileId",
  "android-property": "type.property",
};

/** What was found: matches, what an expert should see, and apart from them what is usual on healthy phones. */
export function FindingsPart(props: { readonly report: Report }): ReactNode {
  const { t } = useWords();
  const { findings } = props.report;
  const matches = findings.filter(({ indicator }) => indicator !== undefined);
  const others = findings.filter(({ indicator }) => indicator === undefined);
  const unusual = others.filter(({ explanation }) => explanation.weight !== "weak");
  const usual = others.filter(({ explanation }) => explanation.weight === "weak");
  return (
    <Part id="findings" title={t("findings.title")}>
      {matches.length + unusual.length === 0 ? <p>{t("findings.none")}</p> : null}
      <FindingList title={t("findings.matches", { count: matches.length })} findings={matches} />
      <FindingList title={t("findings.unusual", { count: unusual.length })} findings={unusual} />
      {usual.length === 0 ? null : (
        <More title={t("findings.usual", { count: usual.length })}>
          <p>{t("findings.usualHint")}</p>
          <Cards findings={usual} />
        </More>
      )}
    </Part>
  );
}

function FindingList(props: {
  readonly title: string;
  readonly findings: readonly ReportFinding[];
}): ReactNode {
  if (props.findings.length === 0) return null;
  return (
    <>
      <h3>{props.title}</h3>
      <Cards findings={props.findings} />
    </>
  );
}

function Cards(props: { readonly findings: readonly ReportFinding[] }): ReactNode {
  const { t } = useWords();
  const [shown, setShown] = useState(SHOWN_FIRST);
  const left = props.findings.length - shown;
  return (
    <>
      {props.findings.slice(0, shown).map((finding, index) => (
        <FindingCard key={index} finding={finding} />
      ))}
      {left > 0 ? (
        <Button onPress={() => setShown(shown + SHOWN_FIRST)}>{t("findings.more", { count: left })}</Button>
      ) : null}
    </>
  );
}

function FindingCard(props: { readonly finding: ReportFinding }): ReactNode {
  const { t, report: words } = useWords();
  const { finding } = props;
  const { what, otherwise } = words.explanation(finding);
  return (
    <article className="card check-finding" data-severity={finding.severity}>
      <p className="check-severity">
        <Icon name={finding.indicator === undefined ? "eye" : "warning"} small />
        {words.severity(finding.severity)}
      </p>
      <h4>{words.message(finding)}</h4>
      <p>{what}</p>
      <p>
        <b>{t("findings.otherwise")}</b> {otherwise}
      </p>
      <p>
        <b>{t("findings.weight")}</b> {words.weight(finding.explanation.weight)}
      </p>
      <p>
        <b>{t("findings.next")}</b> {t(nextStep(finding))}
      </p>
      <Details finding={finding} />
    </article>
  );
}

function nextStep({ indicator, explanation }: ReportFinding): PlainKey {
  if (indicator !== undefined) return "findings.nextMatch";
  return explanation.weight === "weak" ? "findings.nextUsual" : "findings.nextUnusual";
}

function Details(props: { readonly finding: ReportFinding }): ReactNode {
  const { t, list, dateAndTime, report: words } = useWords();
  const { time, module, indicator, evidence } = props.finding;
  return (
    <More title={t("findings.details")}>
      <dl className="check-facts small">
        <Fact label={t("findings.when")}>
          {time === undefined ? (
            t("findings.noTime")
          ) : (
            <>
              <bdi className="digits">{time}</bdi>, {dateAndTime(Date.parse(time))}
            </>
          )}
        </Fact>
        <Fact label={t("findings.check")}>
          {words.module(module)} <bdi className="soft">({module})</bdi>
        </Fact>
        <Fact label={t("findings.where")}>
          <bdi className="check-hash">{placeOf(props.finding)}</bdi>
        </Fact>
        {indicator === undefined ? null : (
          <>
            <Fact label={t(TYPES[indicator.type])}>
              <bdi className="check-hash">{indicator.value}</bdi>
            </Fact>
            {indicator.campaigns.length === 0 ? null : (
              <Fact label={t("findings.campaign")}>
                <bdi>{list(indicator.campaigns)}</bdi>
              </Fact>
            )}
            <Fact label={t("findings.publisher")}>
              <bdi>{list(indicator.publishers.length > 0 ? indicator.publishers : indicator.feeds)}</bdi>
              {indicator.references.map((reference) => (
                <bdi key={reference} className="check-hash check-line">
                  {reference}
                </bdi>
              ))}
            </Fact>
          </>
        )}
        <Fact label={t("findings.hash")}>
          <bdi className="digits check-hash">{evidence.sha256}</bdi>
        </Fact>
      </dl>
    </More>
  );
}

/** As an analyst would write it: file, table, row, place. */
function placeOf({ evidence: { path, name, table, row, offset } }: ReportFinding): string {
  const parts = [name ?? path];
  if (name !== undefined && name !== path) parts.push(path);
  if (table !== undefined) parts.push(`table ${table}`);
  if (row !== undefined) parts.push(`row ${row}`);
  if (offset !== undefined) parts.push(`@${offset}`);
  return parts.join(" · ");
}
