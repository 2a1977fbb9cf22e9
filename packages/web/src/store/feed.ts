import type { ClientEvent, Message, WarningKind } from "@bridle/client";
import type { Engine } from "../engine/engine.ts";
import { coalesced } from "./coalesced.ts";
import type { Alert, AppState } from "./state.ts";
import type { Store } from "./store.ts";
import { startTimelineFeed, type TimelineFeed } from "./timeline-feed.ts";

const TYPING_SHOWN_MS = 6_000;

const ALERTS: ReadonlySet<WarningKind> = new Set<Alert>([
  "storage_full",
  "store_failed",
  "backup_too_large",
  "clock_wrong",
  "newer_version",
  "server_identity_changed",
  "device_removed",
  "rejoin_failed",
  "unable_to_decrypt",
  "different_keys",
  "directory_changed",
]);

/** Keeps the store in step with the engine: what events say, and what has to be asked for again after them. */
export interface Feed {
  readonly timeline: TimelineFeed;
  /** Fetches the account, the settings and everything the list shows. */
  readonly all: () => Promise<void>;
  readonly account: () => Promise<void>;
  readonly conversations: () => Promise<void>;
  readonly introductions: () => Promise<void>;
  readonly notices: () => Promise<void>;
  readonly stop: () => void;
}

export function startFeed(engine: Engine, store: Store<AppState>): Feed {
  const account = coalesced(async () => {
    const answer = await engine.call("account.overview", {});
    if (!answer.ok) return;
    const { connection } = answer.value;
    store.set((state) => ({ ...state, ...connectionChange(state, connection), account: answer.value }));
  });
  const conversations = coalesced(async () => {
    const answer = await engine.call("conversation.overview", {});
    if (answer.ok) {
      const newestFirst = answer.value.toSorted((a, b) => b.at - a.at);
      store.set((state) => ({ ...state, conversations: newestFirst }));
    }
  });
  const introductions = coalesced(async () => {
    const answer = await engine.call("introduction.list", {});
    if (answer.ok) store.set((state) => ({ ...state, introductions: answer.value }));
  });
  const notices = coalesced(async () => {
    const answer = await engine.call("notice.list", {});
    if (!answer.ok) return;
    store.set((state) => ({ ...state, safety: answer.value }));
  });
  const settings = async (): Promise<void> => {
    const answer = await engine.call("settings.get", {});
    if (answer.ok) store.set((state) => ({ ...state, settings: answer.value }));
  };
  const timeline = startTimelineFeed(engine, store);
  const feed = { timeline, account, conversations, introductions, notices };
  const unsubscribe = engine.subscribe((event) => take(event, store, feed));
  return {
    ...feed,
    all: async () => {
      await Promise.all([account(), settings()]);
      if (store.get().account?.state !== "ready") return;
      await Promise.all([conversations(), introductions(), notices(), timeline.refresh()]);
    },
    stop: () => {
      unsubscribe();
      timeline.close();
    },
  };
}

function take(event: ClientEvent, store: Store<AppState>, feed: Omit<Feed, "all" | "stop">): void {
  switch (event.name) {
    case "message":
      stopTyping(store, event.data.conversationId);
      noteArrival(store, event.data);
      void feed.conversations();
      feed.timeline.message(event.data);
      return;
    case "receipt":
      void feed.conversations();
      feed.timeline.receipt(event.data);
      return;
    case "typing":
      startTyping(store, event.data.conversationId);
      return;
    case "introduction":
      void feed.introductions();
      return;
    case "notice":
      store.set((state) => ({ ...state, noticeLater: false }));
      void feed.notices();
      return;
    case "refused":
      void feed.notices();
      return;
    case "conversation":
      void feed.conversations();
      feed.timeline.conversation(event.data.conversationId);
      return;
    case "connection":
      store.set((state) => ({ ...state, ...connectionChange(state, event.data.state) }));
      if (event.data.state === "online") void Promise.all([feed.account(), feed.timeline.refresh()]);
      return;
    case "settings":
      store.set((state) => ({ ...state, settings: event.data }));
      return;
    case "warning":
      takeWarning(event.data.kind, store, feed);
  }
}

function noteArrival(store: Store<AppState>, message: Message): void {
  store.set((state) => (message.from === state.account?.accountId ? state : { ...state, arrived: message }));
}

function takeWarning(kind: WarningKind, store: Store<AppState>, feed: Omit<Feed, "all" | "stop">): void {
  if (kind === "safety_number_changed" || kind === "different_keys") void feed.conversations();
  if (kind === "device_removed") void feed.account();
  store.set((state) => {
    const alert = isAlert(kind) && !state.alerts.includes(kind) ? [kind] : [];
    return alert.length === 0 ? state : { ...state, alerts: [...state.alerts, ...alert] };
  });
}

function isAlert(kind: WarningKind): kind is Alert {
  return ALERTS.has(kind);
}

function connectionChange(
  state: AppState,
  connection: AppState["connection"],
): Pick<AppState, "connection" | "lastOnlineMs"> {
  const wasOnline = state.connection === "online" || connection === "online";
  return { connection, lastOnlineMs: wasOnline ? Date.now() : state.lastOnlineMs };
}

type TypingKey = Parameters<AppState["typing"]["get"]>[0];

function startTyping(store: Store<AppState>, conversationId: TypingKey): void {
  const untilMs = Date.now() + TYPING_SHOWN_MS;
  store.set((state) => ({ ...state, typing: new Map(state.typing).set(conversationId, untilMs) }));
  setTimeout(() => {
    if (store.get().typing.get(conversationId) === untilMs) stopTyping(store, conversationId);
  }, TYPING_SHOWN_MS);
}

function stopTyping(store: Store<AppState>, conversationId: TypingKey): void {
  store.set((state) => {
    if (!state.typing.has(conversationId)) return state;
    const typing = new Map(state.typing);
    typing.delete(conversationId);
    return { ...state, typing };
  });
}
