import { useDeferredValue, useEffect, useRef, useState, type ReactNode } from "react";
import { useApp, useAppState } from "../app/app-context.ts";
import { useWords } from "../app/words-context.tsx";
import { Button, IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { ConversationRow } from "./conversation-row.tsx";
import { moveFocus } from "./roving.ts";
import { SearchResults } from "./search-results.tsx";

/** The left side: search, introductions as one row, then the conversations. */
export function ConversationList(): ReactNode {
  const { t } = useWords();
  const { go } = useApp();
  const [query, setQuery] = useState("");
  const wanted = useDeferredValue(query.trim());
  return (
    <nav className="pane list-pane" aria-label={t("list.title")}>
      <header className="bar">
        <h1 className="bar-title list-brand one-line">{t("app.name")}</h1>
        <IconButton icon="newChat" label={t("list.new")} onPress={() => go({ view: "begin" })} />
        <IconButton icon="settings" label={t("list.settings")} onPress={() => go({ view: "settings" })} />
      </header>
      <SearchField query={query} onChange={setQuery} />
      <ListStates />
      <div className="pane-scroll">{wanted === "" ? <Rows /> : <SearchResults query={wanted} />}</div>
      <Beginning />
    </nav>
  );
}

function SearchField(props: {
  readonly query: string;
  readonly onChange: (query: string) => void;
}): ReactNode {
  const { t } = useWords();
  const { query, onChange } = props;
  return (
    <search className="search">
      <Icon name="search" />
      <input
        id="search"
        type="text"
        dir={query === "" ? undefined : "auto"}
        maxLength={200}
        autoComplete="off"
        enterKeyHint="search"
        aria-label={t("list.search")}
        placeholder={t("list.search")}
        value={query}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || query === "") return;
          event.stopPropagation();
          onChange("");
        }}
      />
      {query === "" ? null : (
        <IconButton icon="close" label={t("list.clearSearch")} onPress={() => onChange("")} />
      )}
    </search>
  );
}

function Rows(): ReactNode {
  const conversations = useAppState((state) => state.conversations);
  const open = useAppState(({ place }) =>
    place.view === "conversation" || place.view === "contact" ? place.conversationId : undefined,
  );
  const [last, setLast] = useState(open);
  if (open !== undefined && open !== last) setLast(open);
  const reachable = conversations.some(({ conversationId }) => conversationId === last)
    ? last
    : conversations[0]?.conversationId;
  useFocusOnReturn();
  return (
    <ul className="rows" data-roving-list="">
      <IntroductionsRow />
      {conversations.map((conversation) => (
        <ConversationRow
          key={conversation.conversationId}
          conversation={conversation}
          open={conversation.conversationId === open}
          reachable={conversation.conversationId === reachable}
        />
      ))}
    </ul>
  );
}

/** Back from a conversation on a narrow screen, the focus is on its row again. */
function useFocusOnReturn(): void {
  const atHome = useAppState((state) => state.place.view === "home");
  const wasAway = useRef(false);
  useEffect(() => {
    const returned = atHome && wasAway.current;
    wasAway.current = !atHome;
    if (!returned || document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>('.rows .row[tabindex="0"]')?.focus({ preventScroll: true });
  }, [atHome]);
}

/** Where the list is all that is seen, an empty one says how to begin. */
function Beginning(): ReactNode {
  const { t } = useWords();
  const { go } = useApp();
  const empty = useAppState((state) => state.conversations.length === 0 && state.introductions.length === 0);
  if (!empty) return null;
  return (
    <div className="list-beginning">
      <Button manner="main" icon="newChat" onPress={() => go({ view: "begin" })}>
        {t("begin.title")}
      </Button>
    </div>
  );
}

function IntroductionsRow(): ReactNode {
  const { t, number } = useWords();
  const { go } = useApp();
  const count = useAppState((state) => state.introductions.length);
  const open = useAppState((state) => state.place.view === "introductions");
  if (count === 0) return null;
  return (
    <li>
      <button
        type="button"
        className="row"
        data-roving=""
        aria-current={open ? "page" : undefined}
        onKeyDown={moveFocus}
        onClick={() => go({ view: "introductions" })}
      >
        <span className="avatar avatar-icon">
          <Icon name="people" />
        </span>
        <span className="row-words">
          <span className="row-name">{t("list.introductions")}</span>
          <span className="row-line">
            <span className="row-preview one-line">{t("list.introductionsCount", { count })}</span>
            <span className="badge badge-quiet" aria-hidden="true">
              {number(count)}
            </span>
          </span>
        </span>
      </button>
    </li>
  );
}

/** Lasting lines over the list: recovery words not confirmed, no connection. */
function ListStates(): ReactNode {
  const { t } = useWords();
  const { go } = useApp();
  const unconfirmed = useAppState(
    (state) => state.account?.recoveryUnconfirmed === true && state.place.view !== "recovery",
  );
  const connection = useAppState((state) => state.connection);
  return (
    <>
      {connection === "online" ? null : (
        <output className="list-state">
          <Icon name={connection === "offline" ? "offline" : "waiting"} small />
          {t(connection === "offline" ? "state.offlineShort" : "state.connectingShort")}
        </output>
      )}
      {unconfirmed ? (
        <div className="list-reminder">
          <Icon name="words" />
          <p className="small">{t("words.reminder")}</p>
          <button type="button" className="text-button small" onClick={() => go({ view: "recovery" })}>
            {t("words.reminderAction")}
          </button>
        </div>
      ) : null}
    </>
  );
}
