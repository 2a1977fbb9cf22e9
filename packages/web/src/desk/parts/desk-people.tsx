import type { DeskPerson } from "@bridle/desk";
import { createContext, useContext, type ReactNode } from "react";
import { nothing, useCall } from "../api/use-call.ts";
import { useWords } from "../words/words.ts";

/** Who is signed in here, and how everybody is called whom events and proposals name. */
interface DeskPeople {
  readonly me: DeskPerson;
  readonly nameOf: (id: string) => string;
}

const PeopleContext = createContext<DeskPeople | undefined>(undefined);

/** Asks for the desk's people once for all that is inside. */
export function PeopleProvider(props: { readonly me: DeskPerson; readonly children: ReactNode }): ReactNode {
  const { t } = useWords();
  const people = useCall("people.list", nothing);
  const nameOf = (id: string): string => {
    if (id === "desk") return t("by.desk");
    if (id === "operator") return t("by.operator");
    return people.value?.find((person) => person.id === id)?.name ?? t("by.unknown");
  };
  return <PeopleContext value={{ me: props.me, nameOf }}>{props.children}</PeopleContext>;
}

export function useDeskPeople(): DeskPeople {
  const people = useContext(PeopleContext);
  if (people === undefined) throw new Error("a part of the desk stands outside its people");
  return people;
}
