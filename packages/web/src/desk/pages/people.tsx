import type { DeskPerson } from "@bridle/desk";
import type { ReactNode } from "react";
import { nothing, useCall } from "../api/use-call.ts";
import { Answered, Page } from "../parts/page.tsx";
import { useWords } from "../words/words.ts";

export function People(props: { readonly me: DeskPerson }): ReactNode {
  const { t, date } = useWords();
  const people = useCall("people.list", nothing);
  return (
    <Page title={t("people.title")} lead={t("people.lead")}>
      <Answered value={people.value} failure={people.failure}>
        {(list) => (
          <ul className="desk-rows">
            {list.map((person) => (
              <li key={person.id} className="desk-row">
                <span className="desk-row-main">
                  <bdi>{person.name}</bdi>
                  {person.id === props.me.id ? <span className="desk-tag">{t("people.you")}</span> : null}
                </span>
                <span>{t(`role.${person.role}`)}</span>
                <span className="soft small">
                  {person.revokedAtMs === undefined
                    ? t("people.since", { date: date(person.joinedAtMs) })
                    : t("people.gone", { date: date(person.revokedAtMs) })}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Answered>
    </Page>
  );
}
