import type { MessageEntry } from "../store/timeline.ts";

/** What the text field is for at the moment. The text of a new message is the draft; a change has its own. */
export type ComposerMode =
  | { readonly kind: "write" }
  | { readonly kind: "reply"; readonly to: MessageEntry }
  | { readonly kind: "edit"; readonly entry: MessageEntry; readonly text: string };

export const writing: ComposerMode = { kind: "write" };

export function editing(entry: MessageEntry): ComposerMode {
  return { kind: "edit", entry, text: entry.text };
}

/** One's own message that the other may have seen and that is still there. */
export function isEditable(entry: MessageEntry): boolean {
  return entry.status !== undefined && entry.status !== "failed" && entry.deleted !== true;
}
