import type { DeskPerson, ProposalView } from "@bridle/desk";
import type { ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { useDoing } from "../api/use-doing.ts";
import { hrefOf } from "../route.ts";
import { useWords } from "../words/words.ts";
import { AskFacts } from "./ask-facts.tsx";
import { useDeskPeople } from "./desk-people.tsx";
import { Failure } from "./failure.tsx";
import { NoticePreview } from "./notice-preview.tsx";

/** What waits for a second person; whoever proposed can only withdraw. */
export function Proposals(props: {
  readonly proposals: readonly ProposalView[];
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t, dateAndTime } = useWords();
  const doing = useDoing();
  const { nameOf } = useDeskPeople();
  const run = async (name: "approve" | "withdraw", proposal: ProposalView): Promise<void> => {
    const { id: proposalId, contentHash } = proposal;
    await (name === "approve"
      ? doing.run("proposal.approve", { proposalId, contentHash })
      : doing.run("proposal.withdraw", { proposalId }));
    await props.onDone();
  };
  if (props.proposals.length === 0) return <Failure failure={doing.failure} />;
  return (
    <>
      <Failure failure={doing.failure} />
      <ul className="desk-rows">
        {props.proposals.map((proposal) => (
          <li key={proposal.id} className="desk-row">
            <span className="desk-row-main">
              <What proposal={proposal} />
              <span className="soft small">
                {t("proposal.by", { name: nameOf(proposal.by), date: dateAndTime(proposal.expiresAtMs) })}
              </span>
            </span>
            {proposal.action.kind === "sendNotices" ? (
              <NoticePreview letter={proposal.action.letter} people={proposal.action.accounts.length} />
            ) : null}
            {proposal.by === props.me.id ? (
              <Button busy={doing.busy} onPress={() => void run("withdraw", proposal)}>
                {t("proposal.withdraw")}
              </Button>
            ) : (
              <Button manner="main" busy={doing.busy} onPress={() => void run("approve", proposal)}>
                {t("proposal.approve")}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function What(props: { readonly proposal: ProposalView }): ReactNode {
  const { t } = useWords();
  const { action } = props.proposal;
  switch (action.kind) {
    case "openTargets":
      return (
        <a href={hrefOf({ place: "cases", id: action.caseId })}>
          {t("proposal.openTargets", { count: action.targets.length })}
        </a>
      );
    case "sendNotices":
      return (
        <a href={hrefOf({ place: "cases", id: action.caseId })}>
          {t("proposal.sendNotices", { count: action.accounts.length })}
        </a>
      );
    case "confirmOrder":
      return <span>{t("proposal.confirmOrder", { id: action.order.orderId })}</span>;
    case "enforceOrder":
      return <AskFacts ask={action.ask} />;
    case "liftControl":
      return <a href={hrefOf({ place: "controls" })}>{t("proposal.liftControl")}</a>;
  }
}
