import type { ConversationOverview, SearchHit } from "@bridle/client";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useMinute } from "../app/use-minute.ts";
import { useWords } from "../app/words-context.tsx";
import { Avatar } from "../parts/avatar.tsx";
import { contactName } from "../text/contact-name.ts";
import { oneLine } from "../text/plain-text.ts";
import { ConversationRow } from "./conversation-row.tsx";
import { excerptAround } from "./excerpt.ts";
import { moveFocus } from "./roving.ts";

const HITS_MAX = 50;

/** What the search found: people by name, then messages by their words. */
export function SearchResults(props: { readonly query: string }): ReactNode {
  const words = useWords();
  const conversations = useAppState((state) => state.conversations);
  const hits = useHits(props.query);
  const people = useMemo(
    () => conversations.filter(({ contact }) => matches(contactName(contact, words), props.query)),
    [conversations, props.query, words],
  );
  const byId = useMemo(
    () => new Map(conversations.map((found) => [found.conversationId, found])),
    [conversations],
  );
  if (people.length === 0 && hits?.length === 0) {
    return <output className="rows-none">{words.t("list.nothingFound")}</output>;
  }
  return (
    <div data-roving-list="">
      {people.length === 0 ? null : (
        <section aria-label={words.t("list.people")}>
          <h2 className="rows-title">{words.t("list.people")}</h2>
          <ul className="rows">
            {people.map((found) => (
              <ConversationRow key={found.conversationId} conversation={found} open={false} reachable />
            ))}
          </ul>
        </section>
      )}
      {hits === undefined || hits.length === 0 ? null : (
        <section aria-label={words.t("list.messages")}>
          <h2 className="rows-title">{words.t("list.messages")}</h2>
          <ul className="rows">
            {hits.map((hit) => (
              <HitRow
                key={hit.messageId}
                hit={hit}
                query={props.query}
                conversation={byId.get(hit.conversationId)}
              />
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

function HitRow(props: {
  readonly hit: SearchHit;
  readonly query: string;
  readonly conversation: ConversationOverview | undefined;
}): ReactNode {
  const { go } = useApp();
  const words = useWords();
  const nowMs = useMinute();
  const { hit, conversation } = props;
  if (conversation === undefined) return null;
  const { contact } = conversation;
  const { before, match, after } = excerptAround(oneLine(hit.text), props.query);
  const { conversationId, messageId } = hit;
  return (
    <li>
      <button
        type="button"
        className="row"
        data-roving=""
        onKeyDown={moveFocus}
        onClick={() => go({ view: "conversation", conversationId, messageId })}
      >
        <Avatar name={contact.displayName ?? contact.handle ?? ""} accountId={contact.accountId} />
        <span className="row-words">
          <span className="row-line">
            <bdi className="row-name one-line">{contactName(contact, words)}</bdi>
            <span className="row-when">{words.when(hit.at, nowMs)}</span>
          </span>
          <bdi className="row-preview one-line">
            {before}
            <mark>{match}</mark>
            {after}
          </bdi>
        </span>
      </button>
    </li>
  );
}

/** Undefined while the first answer for a search is on its way; the last answer stays meanwhile. */
function useHits(query: string): readonly SearchHit[] | undefined {
  const { engine } = useApp();
  const [hits, setHits] = useState<readonly SearchHit[]>();
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      const answer = await engine.call("message.search", { query, limit: HITS_MAX });
      if (current) setHits(answer.ok ? answer.value : []);
    }, 120);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [engine, query]);
  return hits;
}

function matches(name: string, query: string): boolean {
  return name.toLocaleLowerCase().includes(query.toLocaleLowerCase());
}
