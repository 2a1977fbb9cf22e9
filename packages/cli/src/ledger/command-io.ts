/** What a command writes to, so that tests can read it. */
export interface CommandIo {
  readonly stdout: (chunk: string | Uint8Array) => void;
  readonly stderr: (line: string) => void;
}

/** Exit codes: done or proven; contradicted; not proven or not done; wrong use (sysexits' EX_USAGE). */
export const exit = { done: 0, contradicted: 1, notProven: 2, usage: 64 } as const;

/** Wrong use of the command; the message is one plain line. Caught where commands are chosen. */
export class UsageError extends Error {}

/** Something outside went wrong: a disk, a network, a file in another format. One plain line. */
export class CommandFault extends Error {}
