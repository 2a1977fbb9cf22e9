import type { Finding, FindingsView } from "@bridle/desk";
import { useState, type ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { nothing, useCall } from "../api/use-call.ts";
import { useDoing } from "../api/use-doing.ts";
import { Failure } from "../parts/failure.tsx";
import { FindingFacts } from "../parts/finding-facts.tsx";
import { Answered, Page, Section } from "../parts/page.tsx";
import { hrefOf } from "../route.ts";
import { useWords } from "../words/words.ts";

/** Findings that no case holds yet, and which of them look like one campaign. */
export function Findings(): ReactNode {
  const { t } = useWords();
  const findings = useCall("findings.list", nothing);
  return (
    <Page title={t("findings.title")} lead={t("findings.lead")}>
      <Answered value={findings.value} failure={findings.failure}>
        {(view) =>
          view.findings.length === 0 ? <p className="soft">{t("findings.none")}</p> : <Waiting view={view} />
        }
      </Answered>
    </Page>
  );
}

function Waiting(props: { readonly view: FindingsView }): ReactNode {
  const { t } = useWords();
  const { findings, suggestions } = props.view;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const doing = useDoing();
  const open = async (ids: readonly string[]): Promise<void> => {
    const opened = await doing.run("case.open", { findings: ids });
    if (opened !== undefined) location.assign(hrefOf({ place: "cases", id: opened.caseId }));
  };
  const there = findings.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  const fresh = suggestions.filter(({ cases }) => cases.length === 0);
  return (
    <>
      <Failure failure={doing.failure} />
      {fresh.length === 0 ? null : (
        <Section title={t("findings.suggestions")}>
          {fresh.map(({ findings: ids }) => (
            <div key={ids.join(" ")} className="card">
              <p className="desk-row-main">
                {ids.map((id) => (
                  <Name key={id} finding={findings.find((finding) => finding.id === id)} />
                ))}
              </p>
              <div className="actions">
                <Button manner="main" busy={doing.busy} onPress={() => void open(ids)}>
                  {t("findings.open", { count: ids.length })}
                </Button>
              </div>
            </div>
          ))}
        </Section>
      )}
      <ul className="desk-rows">
        {findings.map((finding) => (
          <li key={finding.id} className="desk-row">
            <input
              type="checkbox"
              aria-label={t("finding.choose")}
              checked={chosen.has(finding.id)}
              onChange={() => setChosen(toggled(chosen, finding.id))}
            />
            <FindingFacts finding={finding} />
          </li>
        ))}
      </ul>
      <div className="actions">
        <Button
          manner="main"
          busy={doing.busy}
          disabled={there.length === 0}
          onPress={() => void open(there)}
        >
          {t("findings.open", { count: there.length })}
        </Button>
      </div>
    </>
  );
}

function Name(props: { readonly finding: Finding | undefined }): ReactNode {
  const { t } = useWords();
  if (props.finding === undefined) return null;
  const { subject, exposures } = props.finding;
  const name =
    subject.kind === "account"
      ? t("finding.account", { id: subject.account.slice(0, 12) })
      : t("finding.cluster", { count: subject.accounts.length });
  return (
    <span className="desk-tag">
      {name} · {t("finding.exposed", { count: exposures.length })}
    </span>
  );
}

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}
