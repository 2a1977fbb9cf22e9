import type { ReactNode } from "react";
import { useAppState } from "../app/app-context.ts";
import { useMinute } from "../app/use-minute.ts";
import { useWords } from "../app/words-context.tsx";
import { Icon } from "../parts/icon.tsx";

const LONG_MS = 30 * 60_000;

/** One line above the composer about the connection; nothing while all is well. */
export function ConnectionLine(): ReactNode {
  const words = useWords();
  const connection = useAppState((state) => state.connection);
  const lastOnlineMs = useAppState((state) => state.lastOnlineMs);
  const nowMs = useMinute();
  if (connection === "online") return null;
  const long = nowMs - lastOnlineMs >= LONG_MS && navigator.onLine;
  const short = words.t(connection === "offline" ? "state.offline" : "state.connecting");
  return (
    <output className="connection-line">
      <Icon name={connection === "offline" ? "offline" : "waiting"} small />
      <span>{long ? words.t("state.longUnreachable", { time: words.time(lastOnlineMs) }) : short}</span>
    </output>
  );
}
