import type { DeskEvent, Tally } from "@bridle/desk";

/** An event with its entry for the log, which waits until the log has it. */
export interface LoggedEvent {
  readonly event: DeskEvent;
  /** As the log gets it: no person's data. */
  readonly entry: Uint8Array;
  /** What it adds to the public report, counted in the same step. */
  readonly counts: Tally;
}

/** What the desk decided, and what of it the log hasn't got yet. Every method is durable on return. */
export interface DeskEvents {
  /** All of them, in the order in which they were kept. */
  all(): readonly DeskEvent[];
  /** One stream's, in their order. */
  ofStream(stream: string): readonly DeskEvent[];
  /** The last ones kept, newest first. */
  newest(max: number): readonly DeskEvent[];
  /** Keeps and counts all of them or none. Throws when the place of one in its stream is taken: that is a bug. */
  append(events: readonly LoggedEvent[]): void;
  /** Entries that the log hasn't got, oldest first, with their numbers. */
  unlogged(max: number): readonly { readonly position: number; readonly entry: Uint8Array }[];
  /** The log has these, and where they stand there. */
  logged(places: readonly { readonly position: number; readonly index: number }[]): void;
  /** Where a stream's events stand in the log, by their places in the stream. */
  places(stream: string): readonly { readonly seq: number; readonly index: number | undefined }[];
  /** Deletes a stream's events for good: what stood in the file isn't in it any more. */
  deleteStream(stream: string): void;
  /** 32 bytes that open the desk's own entries in the log. Made when first asked for. */
  salt(fresh: () => Uint8Array): Uint8Array;
}
