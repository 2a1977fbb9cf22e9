import type {
  AccountId,
  ConversationId,
  DeviceId,
  IntroductionId,
  MessageId,
  NoticeLetter,
} from "@bridle/protocol";

// What the API answers. Times are milliseconds since 1970 by the server's clock.

export interface WhoAmI {
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  readonly handle?: string;
}

export interface Introduction {
  readonly id: IntroductionId;
  readonly handle?: string;
  readonly displayName?: string;
  readonly text: string;
  readonly at: number;
}

export interface Contact {
  readonly accountId: AccountId;
  readonly handle?: string;
  readonly displayName?: string;
  readonly verified: boolean;
  readonly blocked: boolean;
}

/** How somebody came to be a contact; shown until the safety number was compared. */
export type CameBy = "my_invite" | "their_invite" | "their_introduction" | "my_introduction" | "restored";

/**
 * How the keys of an account stand in the server's public log. `unchecked`: nothing could be said yet, or
 * the newest devices aren't in it yet. `unaudited`: in it, but nobody independent confirmed the log.
 * `different_keys`: the server shows different keys to different people, or tries to.
 */
export interface KeyCheck {
  readonly state: "unchecked" | "verified" | "unaudited" | "different_keys";
  /** A name of the reason, for those who look closer. */
  readonly why?: string;
  readonly at?: number;
}

/** The server's key directory as this device sees it. */
export interface DirectoryStatus {
  /** Of our own entry, and of the directory as a whole. */
  readonly keys: KeyCheck;
  /** The log's name; absent while the server has none, or none was seen. */
  readonly log?: string;
  /** Entries of the newest checkpoint that was accepted. */
  readonly epochs?: number;
  /** Who cosigns checkpoints, and who replays the directory, by the policy that this device holds on to. */
  readonly witnesses: readonly string[];
  readonly auditors: readonly string[];
  /** The server describes another directory than before, or other witnesses; `directory.accept` goes on with it. */
  readonly changed: boolean;
  /** Pairs of signed statements that can't both be true: proof for others. */
  readonly evidence: readonly {
    readonly kind: string;
    readonly at: number;
    readonly ours: string;
    readonly theirs: string;
  }[];
}

export interface ContactDetails extends Contact {
  readonly cameBy: CameBy;
  readonly since: number;
  readonly verifiedAt?: number;
  /** Set while their devices changed since they were verified and the person hasn't decided. */
  readonly changedAt?: number;
  readonly keys: KeyCheck;
  readonly conversationId?: ConversationId;
}

/** `inviting`: founded, nothing came back yet. `rejoining`: this device is on its way back in. */
export type ConversationState = "active" | "rejoining" | "blocked" | "ended";

export interface Conversation {
  readonly conversationId: ConversationId;
  readonly name?: string;
  readonly state: ConversationState;
  readonly members: readonly AccountId[];
}

export interface Member {
  readonly accountId: AccountId;
  readonly role: "admin" | "member";
}

export interface Message {
  readonly messageId: MessageId;
  readonly conversationId: ConversationId;
  readonly from: AccountId;
  readonly text: string;
  readonly at: number;
  readonly replyTo?: MessageId;
  readonly edited?: true;
  readonly deleted?: true;
}

/** What became of one's own message; `failed` says why in `failure`. */
export type MessageStatus = "waiting" | "sent" | "delivered" | "read" | "failed";

/** An entry of a conversation as the app shows it: a message, or a line that explains something. */
export type TimelineEntry =
  | (Message & {
      readonly kind: "message";
      readonly position: number;
      /** Only on one's own messages. */
      readonly status?: MessageStatus;
      readonly failure?: string;
      readonly reactions: readonly { readonly emoji: string; readonly from: AccountId }[];
    })
  | {
      readonly kind: "notice";
      readonly position: number;
      readonly at: number;
      readonly notice: TimelineNotice;
    };

/**
 * `gap`: messages expired before this device came. `rejoined`: this device came back; what was sent
 * meanwhile isn't readable. `newer_version`: needs a newer app. `unverifiable`: refused, because the
 * receipt or the commitment didn't check out. `devices_changed`: the other's devices changed.
 */
export type TimelineNotice =
  | "started"
  | "gap"
  | "rejoined"
  | "newer_version"
  | "unverifiable"
  | "devices_changed"
  | "their_rejoin";

export interface ConversationOverview {
  readonly conversationId: ConversationId;
  readonly state: ConversationState;
  readonly contact: ContactDetails;
  readonly unread: number;
  readonly draft?: string;
  readonly last?: {
    readonly text: string;
    readonly at: number;
    readonly mine: boolean;
    readonly status?: MessageStatus;
    readonly deleted?: true;
  };
  /** Order of the list: time of the last thing that happened. */
  readonly at: number;
}

export interface SearchHit {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly text: string;
  readonly at: number;
}

/**
 * `verified`: signed by a key that leads on from the one this device pinned. `unverified`: the service shows
 * another key, without the earlier one's word. `newer`: needs a newer app, and nothing of it was read.
 */
export type NoticeStanding = "verified" | "unverified" | "newer";

/** A safety notice of the operator. It isn't a message: no conversation holds it and no content makes one. */
export interface SafetyNotice {
  /** 16 bytes in hex. */
  readonly id: string;
  /** When it was issued; for a newer one, when it came. */
  readonly at: number;
  readonly standing: NoticeStanding;
  readonly seen: boolean;
  /** Twelve digits, the same on all of the person's devices and on the service's page. */
  readonly code?: string;
  readonly letter?: NoticeLetter;
}

/** How often the service refused strangers on this person's behalf on a day: once, up to five times, or more. */
export interface RefusedDay {
  /** Days since 1970 in UTC. */
  readonly day: number;
  readonly attempts: "one" | "few" | "many";
}

export interface Settings {
  readonly sendReadReceipts: boolean;
  readonly sendTyping: boolean;
  readonly enterSends: boolean;
  readonly theme: "system" | "light" | "dark";
  readonly language: "system" | "en" | "ar";
}

export interface AccountOverview {
  /** `empty`: neither registered nor restored yet. */
  readonly state: "empty" | "ready";
  readonly server: string;
  readonly accountId?: AccountId;
  readonly deviceId?: DeviceId;
  readonly handle?: string;
  readonly displayName?: string;
  /** The recovery words were shown but not confirmed: the app keeps reminding. */
  readonly recoveryUnconfirmed: boolean;
  readonly devices: readonly { readonly deviceId: DeviceId; readonly current: boolean }[];
  readonly connection: ConnectionState;
}

export type ConnectionState = "offline" | "connecting" | "online";

export type WarningKind =
  | "safety_number_changed"
  | "server_identity_changed"
  | "different_keys"
  | "directory_changed"
  | "message_refused"
  | "invitation_refused"
  | "introduction_refused"
  | "notice_refused"
  | "storage_full"
  | "store_failed"
  | "newer_version"
  /** Contacts and conversations that the recovery words would not bring back: there are too many of them. */
  | "backup_too_large"
  /** Whoever listens was too slow: other events than messages were left out. Read again what is shown. */
  | "events_missed"
  | "clock_wrong"
  | "device_removed"
  | "rejoin_failed"
  | "unable_to_decrypt";

/** What happens without being asked for. Names and shapes are those of the command line. */
export interface Events {
  readonly message: Message;
  readonly receipt: {
    readonly conversationId: ConversationId;
    readonly messageId: MessageId;
    readonly from: AccountId;
    readonly kind: "delivered" | "read";
    readonly at: number;
  };
  readonly typing: { readonly conversationId: ConversationId; readonly from: AccountId };
  readonly introduction: Introduction;
  /** What it says is for its own page, and not for whatever shows events. */
  readonly notice: { readonly id: string };
  /** The quiet line of a day has come or changed; nothing to tell anybody about. */
  readonly refused: { readonly day: number };
  readonly conversation: { readonly conversationId: ConversationId; readonly state: ConversationState };
  readonly connection: { readonly state: ConnectionState };
  /** All of them, after a change, also one that this listener made. */
  readonly settings: Settings;
  readonly warning: {
    readonly kind: WarningKind;
    readonly conversationId?: ConversationId;
    readonly accountId?: AccountId;
  };
}
export type EventName = keyof Events;
export type ClientEvent = { [K in EventName]: { readonly name: K; readonly data: Events[K] } }[EventName];
