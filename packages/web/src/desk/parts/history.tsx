import type { HistoryEntry } from "@bridle/desk";
import type { ReactNode } from "react";
import { useWords } from "../words/words.ts";
import { AskGround } from "./ask-facts.tsx";
import { useDeskPeople } from "./desk-people.tsx";

/** What was decided, by whom, and where it stands in the public log. */
export function History(props: {
  readonly entries: readonly (HistoryEntry & { readonly stream?: string })[];
}): ReactNode {
  const { t, list, dateAndTime } = useWords();
  const { nameOf } = useDeskPeople();
  return (
    <ol className="desk-rows">
      {props.entries.map(({ event, logIndex, stream, rests }) => (
        <li key={`${stream ?? ""} ${event.seq}`} className="desk-row">
          <span className="desk-row-main">
            {t(`event.${event.kind}`)}
            {rests === undefined ? null : <span className="desk-tag">{t(`basis.${rests.basis}`)}</span>}
            {rests?.ground === undefined ? null : <AskGround ask={rests.ground} />}
            {rests?.because === undefined ? null : (
              <span className="soft small">{rests.because.map((name) => t(name)).join(" ")}</span>
            )}
          </span>
          <span>{list(event.by.map(nameOf))}</span>
          <span className="soft small">{dateAndTime(event.atMs)}</span>
          <span className="soft small">
            {logIndex === null ? t("history.unlogged") : t("history.logged", { index: logIndex })}
          </span>
        </li>
      ))}
    </ol>
  );
}
