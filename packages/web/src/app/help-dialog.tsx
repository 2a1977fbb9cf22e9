import type { ReactNode } from "react";
import { Dialog } from "../parts/dialog.tsx";
import type { PlainKey } from "../words/catalogue.ts";
import { useWords } from "./words-context.tsx";

type Group = readonly [title: PlainKey, keys: readonly (readonly [keys: string, does: PlainKey])[]];

const GROUPS: readonly Group[] = [
  [
    "keys.everywhere",
    [
      ["Ctrl + /", "keys.help"],
      ["Ctrl + K", "keys.search"],
      ["Alt + ↓", "keys.next"],
      ["Alt + ↑", "keys.previous"],
      ["Alt + N", "keys.new"],
      ["Esc", "keys.back"],
    ],
  ],
  [
    "keys.inConversation",
    [
      ["F6", "keys.toMessages"],
      ["↑", "keys.editLast"],
    ],
  ],
  [
    "keys.onMessage",
    [
      ["↑ ↓", "keys.move"],
      ["R", "keys.reply"],
      ["E", "keys.edit"],
      ["C", "keys.copy"],
      ["Del", "keys.delete"],
      ["Enter", "keys.menu"],
    ],
  ],
];

/** Every key that does something, in one list. */
export function HelpDialog(props: { readonly onClose: () => void }): ReactNode {
  const { t } = useWords();
  return (
    <Dialog title={t("keys.title")} onClose={props.onClose}>
      {GROUPS.map(([title, keys]) => (
        <section key={title} className="stack-tight">
          <h3 className="small soft">{t(title)}</h3>
          <dl className="keys">
            {keys.map(([key, does]) => (
              <div key={does}>
                <dt>{t(does)}</dt>
                <dd>
                  <kbd dir="ltr">{key}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
