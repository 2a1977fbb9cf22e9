/** Bytes that can be read from any place. Reading never changes them. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** `length` bytes from `offset`, fewer only at the end. A fault of the medium rejects. */
  readAt(offset: number, length: number): Promise<Uint8Array>;
}

/** One file of the evidence. */
export interface SourceFile extends ByteSource {
  /** Relative to the source's root, with slashes, without `.` and `..`. */
  readonly path: string;
  /** Unix milliseconds, where the container records it. */
  readonly modifiedMs?: number;
  /** That time is the local one of whoever packed the file, counted as if it were UTC, as in a zip. */
  readonly modifiedIsLocal?: true;
  /** The whole file in order. Members of a tar can be streamed once, before the next member is asked for. */
  stream(): AsyncIterable<Uint8Array>;
}

/** A name that a source holds but doesn't hand out. */
export interface Refused {
  readonly path: string;
  readonly why: string;
}

/** Why a link is refused, and a name that stands for no bytes: in a copy of a whole filesystem both are usual. */
export const LINK = "a link, which is not followed";
export const NO_FILE = "not a file";

/** Files in order, once. Memory is bounded by one member, whatever the container claims. */
export interface FileWalk {
  /** What the user pointed at. */
  readonly name: string;
  walk(): AsyncIterable<SourceFile>;
  /** Links, names that leave the root, members beyond the limits, damage. Grows during a walk. */
  readonly refused: readonly Refused[];
}

/** A place whose files can also be found by name: a folder or a zip. Links are refused, never followed. */
export interface Source extends FileWalk {
  find(path: string): Promise<SourceFile | undefined>;
}
