import { pino, type Logger } from "pino";
import type { Log, LogEvent } from "../ports/log.ts";

/**
 * JSON lines on stderr. Only the fields of a `LogEvent` are written, one by one, so that an object which
 * happens to carry more says no more.
 */
export function createPinoLog(options: { readonly level?: string } = {}): Log {
  return logTo(
    pino({ level: options.level ?? "info", base: null }, pino.destination({ dest: 2, sync: true })),
  );
}

const FIELDS = ["code", "count", "durationMs", "port", "reason", "registration", "state", "version"] as const;

const LEVELS: Readonly<Record<LogEvent["event"], "info" | "warn" | "error">> = {
  listening: "info",
  store_opened: "info",
  stopping: "info",
  stopped: "info",
  store_full: "error",
  store_broken: "error",
  call_failed: "error",
  commit_slow: "warn",
  clock_jumped: "warn",
  controls_enforced: "warn",
  controls_unreadable: "error",
  feeds_in_use: "info",
  feeds_unreadable: "error",
  signals_store_failed: "error",
  signals_store_reset: "error",
  desk_without_key: "warn",
  detector_failed: "error",
  ledger: "warn",
  socket_refused: "warn",
};

export function logTo(logger: Logger): Log {
  return {
    write(event) {
      const written: Record<string, unknown> = {};
      for (const [name, value] of Object.entries(event)) {
        if (FIELDS.some((field) => field === name)) written[name] = value;
      }
      logger[LEVELS[event.event]](written, event.event);
    },
  };
}
