import { detectionProfileOf, type DetectionProfile } from "./detection-profile.ts";

/** Bounds that only the server needs; those that clients rely on are in the protocol's `limits`. */
export interface Settings {
  readonly registration: "open" | "code";
  readonly grantsMax: number;
  readonly invitesMax: number;
  readonly blocksMax: number;
  /** Introductions that wait for one person, and those that one sender may have waiting, or delivered in a day. */
  readonly introductionsMax: number;
  readonly introductionsPerSenderMax: number;
  readonly mailboxEntriesMax: number;
  readonly mailboxBytesMax: number;
  readonly mailboxLifetimeMs: number;
  /** Calls that wait for a batch: above this they are refused before they are accepted. */
  readonly queuedCallsMax: number;
  readonly queuedBytesMax: number;
  /** A statement of a chain may be dated this far ahead of the server's clock. */
  readonly clockSkewMs: number;
  /** Which of the deployment's services this is. */
  readonly platform: string;
  readonly detection: DetectionProfile;
  /** The key directory's fixed pace: with updates or without, so that its times say nothing. */
  readonly directoryEpochMs: number;
}

export const defaultSettings: Settings = {
  registration: "open",
  grantsMax: 10_000,
  invitesMax: 200,
  blocksMax: 10_000,
  introductionsMax: 200,
  introductionsPerSenderMax: 3,
  mailboxEntriesMax: 2_000_000,
  mailboxBytesMax: 4 * 1024 ** 3,
  mailboxLifetimeMs: 30 * 24 * 60 * 60 * 1000,
  queuedCallsMax: 20_000,
  queuedBytesMax: 128 * 1024 * 1024,
  clockSkewMs: 10 * 60 * 1000,
  platform: "main",
  detection: detectionProfileOf(),
  directoryEpochMs: 5 * 60 * 1000,
};
