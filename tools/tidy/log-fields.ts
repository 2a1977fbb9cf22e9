/**
 * The fields that the server may log. Each holds a number, a duration or one of a few fixed words: nothing
 * that names, counts or dates a single person's doings. Never an id, an address, a handle, a path of a user's
 * request or an error's text; a fault is logged by its code.
 */
export const logFields: ReadonlySet<string> = new Set([
  "bytes",
  "code",
  "count",
  "durationMs",
  "event",
  "host",
  "limit",
  "outcome",
  "port",
  "reason",
  "registration",
  "schemaVersion",
  "signal",
  "status",
  "version",
]);
