import type { Finding } from "@bridle/desk";
import type { ReactNode } from "react";
import { couldBeText } from "../words/could-be.ts";
import { useWords } from "../words/words.ts";

/** A finding explains itself: whom it is about, from which signals, by which rule, and what else it could be. */
export function FindingFacts(props: { readonly finding: Finding }): ReactNode {
  const { t, dateAndTime } = useWords();
  const { subject, rule, strength, signals, exposures, couldBe } = props.finding;
  return (
    <div className="stack-tight">
      <p className="desk-row-main">
        <strong>
          {subject.kind === "account"
            ? t("finding.account", { id: subject.account.slice(0, 12) })
            : t("finding.cluster", { count: subject.accounts.length })}
        </strong>
        <span className={`desk-tag strength-${strength}`}>{t(`strength.${strength}`)}</span>
        <span className="soft">{t("finding.exposed", { count: exposures.length })}</span>
      </p>
      <p className="soft small">{t("finding.rule", { rule: rule.id, version: rule.version })}</p>
      <details>
        <summary>{t("finding.signals")}</summary>
        <ul className="desk-list">
          {signals.map(({ kind, count, firstAtMs, lastAtMs }) => (
            <li key={kind}>
              {t("finding.signal", {
                kind: t(`signal.${kind}`),
                count,
                first: dateAndTime(firstAtMs),
                last: dateAndTime(lastAtMs),
              })}
            </li>
          ))}
        </ul>
      </details>
      {couldBe.length === 0 ? null : (
        <details>
          <summary>{t("finding.couldBe")}</summary>
          <ul className="desk-list">
            {couldBe.map((name) => (
              <li key={name}>{couldBeText(t, name)}</li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
