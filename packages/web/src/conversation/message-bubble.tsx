import { memo, type KeyboardEvent, type ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import { IconButton } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { MessageText } from "../parts/message-text.tsx";
import type { MessageEntry } from "../store/timeline.ts";
import { oneLine, shortened } from "../text/plain-text.ts";
import { failureText } from "./failure.ts";
import { MessageStatusIcon } from "./message-status.tsx";
import { Reactions } from "./reactions.tsx";
import type { Row } from "./rows.ts";
import { useTouch } from "./use-touch.ts";

export type MessageRow = Extract<Row, { readonly kind: "message" }>;

/** What can be done with a message, by menu, key or swipe. */
export interface MessageDeeds {
  openMenu(entry: MessageEntry, at: HTMLElement): void;
  reply(entry: MessageEntry): void;
  retry(entry: MessageEntry): void;
  react(entry: MessageEntry, emoji: string): void;
  showQuoted(entry: MessageEntry): void;
  /** A key pressed on the message. */
  key(event: KeyboardEvent<HTMLElement>, entry: MessageEntry): void;
}

/** One message: whose, what, when, and what became of it. */
export const MessageBubble = memo(function MessageBubble(props: {
  readonly row: MessageRow;
  readonly name: string;
  readonly quoted: MessageEntry | undefined;
  readonly reachable: boolean;
  readonly deeds: MessageDeeds;
}): ReactNode {
  const words = useWords();
  const { row, name, quoted, deeds } = props;
  const { entry, mine } = row;
  const touch = useTouch({
    onSwipe: () => deeds.reply(entry),
    onHold: () => openFrom(entry, deeds),
  });
  const deleted = entry.deleted === true;
  return (
    <div className="message" data-mine={mine} data-first={row.first} data-last={row.last} {...touch}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a stop for the arrow keys, as in every message list */}
      <article
        className="bubble"
        data-focus=""
        data-message={entry.messageId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
        tabIndex={props.reachable ? 0 : -1}
        onKeyDown={(event) => {
          if (event.target === event.currentTarget) deeds.key(event, entry);
        }}
        aria-label={mine ? words.t("message.you") : name}
        onContextMenu={(event) => {
          if (deleted || window.getSelection()?.isCollapsed === false) return;
          event.preventDefault();
          deeds.openMenu(entry, event.currentTarget);
        }}
      >
        {entry.replyTo === undefined ? null : (
          <Quote
            quoted={quoted}
            reachable={props.reachable}
            name={name}
            onPress={() => deeds.showQuoted(entry)}
          />
        )}
        <Content entry={entry} mine={mine} reachable={props.reachable} />
        <Foot row={row} />
      </article>
      {deleted ? null : (
        <IconButton
          className="message-more"
          icon="more"
          label={words.t("message.actions")}
          popup="menu"
          tabIndex={-1}
          onPress={() => openFrom(entry, deeds)}
        />
      )}
      <Reactions entry={entry} name={name} onToggle={(emoji) => deeds.react(entry, emoji)} />
      {entry.status === "failed" ? <Failed entry={entry} onRetry={() => deeds.retry(entry)} /> : null}
    </div>
  );
});

function Content(props: {
  readonly entry: MessageEntry;
  readonly mine: boolean;
  readonly reachable: boolean;
}): ReactNode {
  const { t } = useWords();
  if (props.entry.deleted !== true)
    return <MessageText text={props.entry.text} reachable={props.reachable} />;
  return (
    <p className="message-deleted">
      <Icon name="delete" small />
      {t(props.mine ? "message.deletedMine" : "message.deletedTheirs")}
    </p>
  );
}

function openFrom(entry: MessageEntry, deeds: MessageDeeds): void {
  if (entry.deleted === true) return;
  const bubble = document.querySelector<HTMLElement>(`[data-message="${entry.messageId}"]`);
  if (bubble !== null) deeds.openMenu(entry, bubble);
}

function Foot(props: { readonly row: MessageRow }): ReactNode {
  const words = useWords();
  const { entry, last } = props.row;
  const edited = entry.edited === true && entry.deleted !== true;
  const status = entry.status === undefined || entry.deleted === true ? undefined : entry.status;
  // Time and state stand once under a group, and wherever a state differs from the usual way of things.
  const hidden = !last && !edited && (status === undefined || status === "read");
  const iso = new Date(entry.at).toISOString();
  return (
    <p className={hidden ? "message-foot only-read-aloud" : "message-foot"}>
      {edited ? <span>{words.t("message.edited")}</span> : null}
      <time dateTime={iso} title={words.dateAndTime(entry.at)}>
        {words.time(entry.at)}
      </time>
      {status === undefined ? null : <MessageStatusIcon status={status} />}
    </p>
  );
}

const QUOTE_MAX = 160;

function Quote(props: {
  readonly quoted: MessageEntry | undefined;
  readonly reachable: boolean;
  readonly name: string;
  readonly onPress: () => void;
}): ReactNode {
  const { t } = useWords();
  const { quoted, name } = props;
  const fromMe = quoted?.status !== undefined;
  return (
    <button type="button" className="quote" tabIndex={props.reachable ? 0 : -1} onClick={props.onPress}>
      {quoted === undefined ? null : <bdi className="quote-who">{fromMe ? t("message.you") : name}</bdi>}
      <bdi className="quote-text">
        {quoted === undefined
          ? t("message.quoteGone")
          : quoted.deleted === true
            ? t(fromMe ? "message.deletedMine" : "message.deletedTheirs")
            : shortened(oneLine(quoted.text), QUOTE_MAX)}
      </bdi>
    </button>
  );
}

function Failed(props: { readonly entry: MessageEntry; readonly onRetry: () => void }): ReactNode {
  const { t } = useWords();
  return (
    <p className="message-failed">
      <Icon name="warning" small />
      <span>{t(failureText(props.entry.failure))}</span>
      <button type="button" className="text-button" onClick={props.onRetry}>
        {t("action.tryAgain")}
      </button>
    </p>
  );
}
