import { nothing, useCall } from "../api/use-call.ts";
import { useWords } from "../words/words.ts";

/** The people of the desk by their ids, as events and proposals name them. */
export function useNames(): { readonly nameOf: (id: string) => string } {
  const { t } = useWords();
  const people = useCall("people.list", nothing);
  return {
    nameOf(id) {
      if (id === "desk") return t("by.desk");
      if (id === "operator") return t("by.operator");
      return people.value?.find((person) => person.id === id)?.name ?? t("by.unknown");
    },
  };
}
