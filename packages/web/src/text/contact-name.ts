import type { Contact } from "@bridle/client";
import type { Words } from "../words/words.ts";
import { oneLine } from "./plain-text.ts";

/** What somebody is called here: the name they gave, else their handle, else the start of their fingerprint. */
export function contactName(
  contact: Pick<Contact, "accountId" | "displayName" | "handle">,
  words: Words,
): string {
  const name = oneLine(contact.displayName ?? "");
  if (name !== "") return name;
  if (contact.handle !== undefined) return `@${contact.handle}`;
  return words.t("contact.unnamed", { id: contact.accountId.slice(0, 8) });
}
