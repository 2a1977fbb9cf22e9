import type { ReactNode } from "react";
import { useAppState } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import type { MessageEntry } from "../store/timeline.ts";
import { oneLine, shortened } from "../text/plain-text.ts";

/** The reactions under a message; pressing one's own takes it back. */
export function Reactions(props: {
  readonly entry: MessageEntry;
  readonly name: string;
  readonly onToggle: (emoji: string) => void;
}): ReactNode {
  const { t, number, list } = useWords();
  const me = useAppState((state) => state.account?.accountId);
  const { reactions, deleted } = props.entry;
  if (reactions.length === 0 || deleted === true) return null;
  const byEmoji = Map.groupBy(reactions, ({ emoji }) => emoji);
  return (
    <ul className="reactions" aria-label={t("message.reactions")}>
      {[...byEmoji].map(([emoji, from]) => {
        const mine = from.some((reaction) => reaction.from === me);
        const shown = shortened(oneLine(emoji), 2);
        const names = list(from.map((reaction) => (reaction.from === me ? t("message.you") : props.name)));
        return (
          <li key={emoji}>
            <button
              type="button"
              className="reaction"
              aria-pressed={mine}
              aria-label={t("message.reactedBy", { emoji: shown, names })}
              tabIndex={-1}
              onClick={() => props.onToggle(emoji)}
            >
              <span>{shown}</span>
              {from.length > 1 ? <span>{number(from.length)}</span> : null}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
