// What the device check's page and its worker say to each other. The page holds no evidence: it asks, shows and saves.

import type { PasswordRefusal, Progress, Report, ReportFeed, TimelineEvent } from "@bridle/check";

/** One indicator file as the page lists it, before a run. */
export interface ShelfFeed extends ReportFeed {
  /** Brought along by the user, not with the page. */
  readonly added: boolean;
}

/** All indicator files at hand. */
export interface Shelf {
  readonly feeds: readonly ShelfFeed[];
  /** Files that were brought along and are no feed, or not what their pin list promises. */
  readonly refused: readonly { readonly what: string; readonly why: string }[];
  /** What the worker loaded after its own script, as it came over the network. */
  readonly loadedBytes: number;
}

/** What to examine: one file, or a folder whose files the page hands out over a port, one at a time, as they are asked for. */
export type AskedEvidence =
  | { readonly kind: "file"; readonly file: File }
  | { readonly kind: "folder"; readonly name: string; readonly files: MessagePort };

/** Answers of the page to questions about a folder. */
export interface FolderFile {
  readonly path: string;
  /** `undefined`: it is there, but can't be opened. */
  readonly file: File | undefined;
}

export interface ExamineAsked {
  readonly evidence: AskedEvidence;
  /** Names of what was chosen with it. */
  readonly besides: readonly string[];
  /** Names of the feeds to use. */
  readonly feeds: readonly string[];
  readonly password?: string | undefined;
}

/** A run's outcome as the page shows it; the timeline stays in the worker. */
export type Examined =
  | { readonly ok: true; readonly report: Report; readonly timeline: TimelineSummary }
  | { readonly ok: false; readonly why: PasswordRefusal | "cancelled" };

/** One sort of event and how many there are of it. */
export interface TimelineSource {
  readonly module: string;
  readonly count: number;
}

export interface TimelineSummary {
  readonly count: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly sources: readonly TimelineSource[];
}

export interface TimelineFilter {
  /** `undefined`: all. */
  readonly sources: readonly string[] | undefined;
  /** Words that an event must hold, whatever their case. */
  readonly search: string;
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

export interface TimelineCounts {
  readonly count: number;
  /** How many events fall into each of equal stretches between `fromMs` and `toMs`. */
  readonly bins: readonly number[];
}

/** Events of the last filter by their places in it. */
export interface TimelineRange {
  readonly from: number;
  readonly to: number;
}

export interface ExportAsked {
  readonly what: "json" | "html" | "csv" | "signature";
  readonly redact: boolean;
  /** An age recipient, `age1…`. Signatures are never encrypted. */
  readonly encryptTo: string | undefined;
  /** 32 bytes: for `signature`. */
  readonly signKey: Uint8Array | undefined;
  /** Of the page (HTML). */
  readonly language: "en" | "ar";
}

/** For calls that need nothing. */
type NoParams = Readonly<Record<string, never>>;

/** Every call: what goes in, what comes out. */
export interface Calls {
  readonly "shelf.open": { readonly params: NoParams; readonly result: Shelf };
  readonly "shelf.add": {
    readonly params: { readonly files: readonly File[]; readonly signer: string };
    readonly result: Shelf;
  };
  readonly "shelf.drop": { readonly params: NoParams; readonly result: Shelf };
  readonly examine: { readonly params: ExamineAsked; readonly result: Examined };
  readonly "timeline.counts": {
    readonly params: { readonly filter: TimelineFilter; readonly bins: number };
    readonly result: TimelineCounts;
  };
  readonly "timeline.rows": { readonly params: TimelineRange; readonly result: readonly TimelineEvent[] };
  readonly export: { readonly params: ExportAsked; readonly result: Blob };
  readonly publicKey: { readonly params: { readonly signKey: Uint8Array }; readonly result: string };
  readonly recipient: { readonly params: { readonly text: string }; readonly result: boolean };
}

export type CallName = keyof Calls;

/** How far a run is, and how much of the evidence went through. */
export interface RunProgress extends Progress {
  readonly bytesRead: number;
}

export type ToWorker =
  | {
      readonly kind: "call";
      readonly id: number;
      readonly name: CallName;
      readonly params: Calls[CallName]["params"];
    }
  | { readonly kind: "cancel" };

export type FromWorker =
  | {
      readonly kind: "answer";
      readonly id: number;
      readonly ok: true;
      readonly value: Calls[CallName]["result"];
    }
  | { readonly kind: "answer"; readonly id: number; readonly ok: false; readonly fault: string }
  | { readonly kind: "progress"; readonly progress: RunProgress };

/** From the worker over a folder's port, and back with the same id. */
export type FolderQuestion =
  | { readonly id: number; readonly kind: "find"; readonly path: string }
  /** The next files of a walk; a walk begins with its first question. */
  | { readonly id: number; readonly kind: "next"; readonly walk: number };

export interface FolderAnswer {
  readonly id: number;
  /** Of `find` at most one; of `next` none at the end. */
  readonly files: readonly FolderFile[];
}
