import type {
  AccountOverview,
  ConnectionState,
  ConversationOverview,
  Introduction,
  Message,
  ResultOf,
  Settings,
  WarningKind,
} from "@bridle/client";
import { home, type Place } from "../app/place.ts";
import type { ConversationId, StoreState } from "../engine/engine.ts";
import type { Timeline } from "./timeline.ts";

/** Warnings that stay on the screen until they are dismissed or over. */
export type Alert = Extract<
  WarningKind,
  | "storage_full"
  | "store_failed"
  | "backup_too_large"
  | "clock_wrong"
  | "newer_version"
  | "server_identity_changed"
  | "device_removed"
  | "rejoin_failed"
  | "unable_to_decrypt"
  | "different_keys"
  | "directory_changed"
>;

type Safety = ResultOf<"notice.list">;

/** All that the screens show. What the engine knows is a copy; the engine's is the truth. */
export interface AppState {
  /** Whether this device's store is open: a passphrase may be asked for, another tab may hold it. */
  readonly device: StoreState;
  /** The first answers of the engine are in. */
  readonly opened: boolean;
  readonly account: AccountOverview | undefined;
  /** The account was deleted on this page a moment ago. */
  readonly deleted: boolean;
  /** From pressing "create account" until its first screen: the account exists already, the app not yet. */
  readonly signingUp: boolean;
  readonly settings: Settings;
  /** Newest first. */
  readonly conversations: readonly ConversationOverview[];
  readonly introductions: readonly Introduction[];
  /** Safety notices of the operator: for their page, and for the line that leads there. */
  readonly safety: Safety;
  /** The line was closed; it comes back with the next notice, or when the app opens again. */
  readonly noticeLater: boolean;
  readonly connection: ConnectionState;
  /** When the connection was last up, or the app started: how long it has been away. */
  readonly lastOnlineMs: number;
  readonly alerts: readonly Alert[];
  /** Who is typing where, and until when it is shown. */
  readonly typing: ReadonlyMap<ConversationId, number>;
  readonly place: Place;
  /** The link that the app was opened from, until it is used. Only in memory: it is a secret. */
  readonly invite: string | undefined;
  /** Of the conversation that is open. */
  readonly timeline: Timeline | undefined;
  /** The newest message of somebody else since the app opened; screen readers are told. */
  readonly arrived: Message | undefined;
  /** Said once in a line that goes away: the result of what was just done. */
  readonly said: string | undefined;
  /** The list of shortcuts is open. */
  readonly help: boolean;
}

const defaultSettings: Settings = {
  sendReadReceipts: true,
  sendTyping: true,
  enterSends: true,
  theme: "system",
  language: "system",
};

export function initialState(nowMs: number): AppState {
  return {
    device: { kind: "starting" },
    opened: false,
    account: undefined,
    deleted: false,
    signingUp: false,
    settings: defaultSettings,
    conversations: [],
    introductions: [],
    safety: { notices: [], optedOut: false, refused: [] },
    noticeLater: false,
    connection: "connecting",
    lastOnlineMs: nowMs,
    alerts: [],
    typing: new Map(),
    place: home,
    invite: undefined,
    timeline: undefined,
    arrived: undefined,
    said: undefined,
    help: false,
  };
}
