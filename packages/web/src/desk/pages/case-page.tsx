import type { CaseView, DeskPerson } from "@bridle/desk";
import { useMemo, type ReactNode } from "react";
import { useCall } from "../api/use-call.ts";
import { CampaignGraph } from "../parts/campaign-graph.tsx";
import { Exposures } from "../parts/exposures.tsx";
import { FindingFacts } from "../parts/finding-facts.tsx";
import { History } from "../parts/history.tsx";
import { Holds } from "../parts/holds.tsx";
import { Answered, Page, Section } from "../parts/page.tsx";
import { Proposals } from "../parts/proposals.tsx";
import { useWords } from "../words/words.ts";
import { CaseActions } from "./case-actions.tsx";

/** One campaign: what it rests on, whom it touched, what can be done, what was decided. */
export function CasePage(props: { readonly caseId: string; readonly me: DeskPerson }): ReactNode {
  const { caseId, me } = props;
  const { t } = useWords();
  const asked = useCall(
    "case.get",
    useMemo(() => ({ caseId }), [caseId]),
  );
  return (
    <Page title={t("case.name", { id: caseId.slice(0, 8) })}>
      <Answered value={asked.value} failure={asked.failure}>
        {(view) => <Shown view={view} me={me} onDone={asked.again} />}
      </Answered>
    </Page>
  );
}

function Shown(props: {
  readonly view: CaseView;
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t } = useWords();
  const { view, me, onDone } = props;
  return (
    <>
      <p className="desk-row-main">
        <span className="desk-tag">{t(`case.${view.found.status.kind}`)}</span>
        <span>{t("finding.exposed", { count: view.exposures.length })}</span>
      </p>
      <Section title={t("case.do")}>
        <CaseActions view={view} onDone={onDone} />
      </Section>
      {view.proposals.length === 0 ? null : (
        <Section title={t("proposals.title")}>
          <Proposals proposals={view.proposals} me={me} onDone={onDone} />
        </Section>
      )}
      <Holds view={view} me={me} onDone={onDone} />
      <Section title={t("case.campaign")}>
        <CampaignGraph findings={view.found.findings} />
      </Section>
      <Section title={t("case.findings")}>
        <ul className="desk-rows">
          {view.found.findings.map((finding) => (
            <li key={finding.id} className="desk-row">
              <FindingFacts finding={finding} />
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("case.exposures")}>
        <p className="soft desk-lead">{t("case.exposuresLead")}</p>
        <Exposures view={view} />
      </Section>
      <Section title={t("history.title")}>
        <History entries={view.history} />
      </Section>
    </>
  );
}
