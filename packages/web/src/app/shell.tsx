import type { ContactDetails } from "@bridle/client";
import { lazy, Suspense, type ReactNode } from "react";
import { Begin } from "../begin/begin.tsx";
import { Conversation } from "../conversation/conversation.tsx";
import type { ConversationId, MessageId } from "../engine/engine.ts";
import { ConversationList } from "../list/conversation-list.tsx";
import type { AppState } from "../store/state.ts";
import { contactName } from "../text/contact-name.ts";
import { oneLine, shortened } from "../text/plain-text.ts";
import { BrandMark } from "../welcome/brand.tsx";
import { Alerts } from "./alerts.tsx";
import { useApp, useAppState } from "./app-context.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import type { Place } from "./place.ts";
import { useShortcuts } from "./shortcuts.ts";
import { useWords } from "./words-context.tsx";

// What isn't needed to read and write is loaded when it is opened.
const ContactPage = lazy(async () => ({
  default: (await import("../contact/contact-page.tsx")).ContactPage,
}));
const Introductions = lazy(async () => ({
  default: (await import("../introductions/introductions.tsx")).Introductions,
}));
const Settings = lazy(async () => ({ default: (await import("../settings/settings.tsx")).SettingsPages }));
const Recovery = lazy(async () => ({ default: (await import("../welcome/recovery.tsx")).Recovery }));
const HelpDialog = lazy(async () => ({ default: (await import("./help-dialog.tsx")).HelpDialog }));

/** The app of somebody who has an account: the list, and what is open beside it. */
export function Shell(): ReactNode {
  const { store } = useApp();
  const place = useAppState((state) => state.place);
  const help = useAppState((state) => state.help);
  useShortcuts();
  return (
    <>
      <main className="shell" data-view={place.view}>
        <Alerts />
        <ConversationList />
        <Open place={place} />
      </main>
      <Said />
      {help ? (
        <Suspense>
          <HelpDialog onClose={() => store.set((state) => ({ ...state, help: false }))} />
        </Suspense>
      ) : null}
    </>
  );
}

/** What is open beside the list. A conversation stays as it is while details are shown beside or over it. */
function Open(props: { readonly place: Place }): ReactNode {
  const { place } = props;
  const talks = place.view === "conversation" || place.view === "contact";
  const conversationId = talks ? place.conversationId : undefined;
  const details = place.view === "contact" && conversationId !== undefined;
  return (
    <div className="shell-main" data-details={details}>
      {conversationId === undefined ? null : (
        <ErrorBoundary key={conversationId}>
          <OpenConversation
            conversationId={conversationId}
            jumpTo={place.view === "conversation" ? place.messageId : undefined}
          />
        </ErrorBoundary>
      )}
      {place.view === "conversation" ? null : (
        <ErrorBoundary key={place.view}>
          <Suspense fallback={<div className="pane" />}>
            <PlaceView place={place} />
          </Suspense>
        </ErrorBoundary>
      )}
    </div>
  );
}

function PlaceView(props: { readonly place: Exclude<Place, { readonly view: "conversation" }> }): ReactNode {
  const { place } = props;
  switch (place.view) {
    case "home":
      return <Nothing />;
    case "contact": {
      const { accountId, conversationId } = place;
      return <ContactPage key={accountId} accountId={accountId} beside={conversationId !== undefined} />;
    }
    case "introductions":
      return <Introductions />;
    case "begin":
      return <Begin way={place.way} />;
    case "settings":
      return <Settings section={place.section} />;
    case "recovery":
      return <Recovery />;
  }
}

function OpenConversation(props: {
  readonly conversationId: ConversationId;
  readonly jumpTo?: MessageId | undefined;
}): ReactNode {
  const { conversationId, jumpTo } = props;
  const conversation = useAppState((state) =>
    state.conversations.find((found) => found.conversationId === conversationId),
  );
  if (conversation === undefined) return <div className="pane conversation" />;
  return <Conversation key={conversationId} conversation={conversation} jumpTo={jumpTo} />;
}

/** Beside the list while nothing is open; with an empty list, the ways to begin. */
function Nothing(): ReactNode {
  const { t } = useWords();
  const empty = useAppState((state) => state.conversations.length === 0 && state.introductions.length === 0);
  if (empty) return <Begin way={undefined} first />;
  return (
    <div className="pane shell-none">
      <BrandMark />
      <p>{t("chat.none")}</p>
    </div>
  );
}

/** The result of what was just done, and what screen readers are told. */
function Said(): ReactNode {
  const said = useAppState((state) => state.said);
  return (
    <>
      <output className="said">{said === undefined ? null : <span>{said}</span>}</output>
      <div className="only-read-aloud" aria-live="polite">
        <Arrived />
      </div>
    </>
  );
}

const READ_ALOUD_MAX = 200;

/** The message that just came, for screen readers. */
function Arrived(): ReactNode {
  const words = useWords();
  const message = useAppState((state) => state.arrived);
  const contact = useAppState((state) => contactOf(state, message?.conversationId));
  if (message === undefined || contact === undefined) return null;
  const text = shortened(oneLine(message.text), READ_ALOUD_MAX);
  return words.t("message.arrived", { name: contactName(contact, words), text });
}

function contactOf(
  { conversations }: AppState,
  wanted: ConversationId | undefined,
): ContactDetails | undefined {
  return conversations.find(({ conversationId }) => conversationId === wanted)?.contact;
}
