import type { CaseView, DeskPerson } from "@bridle/desk";
import type { ReactNode } from "react";
import { Button } from "../../parts/button.tsx";
import { useDoing } from "../api/use-doing.ts";
import { useWords } from "../words/words.ts";
import { AskGround } from "./ask-facts.tsx";
import { Failure } from "./failure.tsx";
import { Section } from "./page.tsx";
import { PlaceHold } from "./place-hold.tsx";

/** Duties to keep this case's file: by which paper, and what of an order. Counsel ends them. */
export function Holds(props: {
  readonly view: CaseView;
  readonly me: DeskPerson;
  readonly onDone: () => Promise<void>;
}): ReactNode {
  const { t } = useWords();
  const doing = useDoing();
  const { id: caseId, version: expected, holds } = props.view.found;
  const isCounsel = props.me.role === "counsel";
  if (holds.length === 0 && !isCounsel) return null;
  const release = async (holdId: string): Promise<void> => {
    await doing.run("hold.release", { caseId, expected, holdId });
    await props.onDone();
  };
  return (
    <Section title={t("holds.title")}>
      <p className="soft desk-lead">{t("holds.lead")}</p>
      <Failure failure={doing.failure} />
      <ul className="desk-rows" hidden={holds.length === 0}>
        {holds.map(({ id, sourceHash, ground }) => (
          <li key={id} className="desk-row">
            <span className="desk-row-main">
              <span>{t("holds.paper")}</span>
              <bdi className="digits desk-id small">{sourceHash}</bdi>
              {ground === undefined ? null : <AskGround ask={ground} />}
            </span>
            {isCounsel ? (
              <Button busy={doing.busy} onPress={() => void release(id)}>
                {t("asks.release")}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {isCounsel ? <PlaceHold view={props.view} onDone={props.onDone} /> : null}
    </Section>
  );
}
