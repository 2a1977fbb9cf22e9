import type { Coverage, CoverageStatus, Report } from "@bridle/check";
import type { ReactNode } from "react";
import type { IconName } from "../../parts/icon-paths.ts";
import { Icon } from "../../parts/icon.tsx";
import { useWords } from "../words/words.ts";
import { More, Part } from "./parts.tsx";

const ICONS: Readonly<Record<CoverageStatus, IconName>> = {
  failed: "warning",
  partial: "warning",
  read: "check",
  absent: "close",
};

/** What was examined, beginning with what could not be read, and what the evidence doesn't hold. */
export function CoveragePart(props: { readonly report: Report }): ReactNode {
  const { t } = useWords();
  const { coverage } = props.report;
  const of = (...wanted: readonly CoverageStatus[]): readonly Coverage[] =>
    coverage.filter(({ status }) => wanted.includes(status));
  const [unread, read, absent] = [of("failed", "partial"), of("read"), of("absent")];
  return (
    <Part id="coverage" title={t("coverage.title")}>
      <p>{t("coverage.lead")}</p>
      {unread.length === 0 ? null : (
        <>
          <h3>{t("coverage.unread", { count: unread.length })}</h3>
          <CoverageList coverage={unread} />
        </>
      )}
      {read.length === 0 ? null : (
        <>
          <h3>{t("coverage.read", { count: read.length })}</h3>
          <CoverageList coverage={read} />
        </>
      )}
      {absent.length === 0 ? null : (
        <More title={t("coverage.absent", { count: absent.length })}>
          <p>{t("coverage.absentHint")}</p>
          <CoverageList coverage={absent} />
        </More>
      )}
    </Part>
  );
}

function CoverageList(props: { readonly coverage: readonly Coverage[] }): ReactNode {
  const { t, report: words } = useWords();
  return (
    <ul className="check-coverage">
      {props.coverage.map((each) => (
        <li key={each.module} data-status={each.status}>
          <Icon name={ICONS[each.status]} small />
          <div>
            <p>
              <b>{words.module(each.module)}</b> <bdi className="soft small">{each.module}</bdi>
            </p>
            <p className="small soft">
              {words.status(each.status)}
              {each.status === "absent" ? "" : ` · ${t("coverage.records", { count: each.records })}`}
            </p>
            {words.reasons(each).map((reason) => (
              <p key={reason} className="small">
                {reason}
              </p>
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
