import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Finding } from "@bridle/desk";
import { detectionProfileOf, type DetectionProfile } from "../../domain/detection-profile.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Stats } from "../../shell/stats.ts";
import { ANALYSTS_NEEDED, type DeskKey } from "../../signals/desk-key.ts";
import { DeskShell, type Observer } from "../../signals/desk-shell.ts";
import { Pseudonyms } from "../../signals/pseudonyms.ts";
import { hmacWith } from "../node-crypto.ts";
import { periodKeyFile, readDeskKey } from "./key-files.ts";
import { openSqliteSignalStore, type SqliteSignalStore } from "./sqlite-signal-store.ts";
import { targetSealer } from "./target-sealer.ts";

/** Signals of the last 14 days. No backup takes it. */
export const SIGNALS_FILE = "desk.sqlite";

/** The signals' side of a running server. */
export interface SignalDesk {
  readonly shell: DeskShell;
  readonly store: SqliteSignalStore;
  readonly key: DeskKey | undefined;
  readonly profile: DetectionProfile;
  close(): void;
}

/** Opens a data folder's signals and starts feeding the detector with them. */
export function openSignals(
  dataDir: string,
  parts: {
    readonly detector: Observer;
    readonly clock: Clock;
    readonly log: Log;
    readonly stats: Stats;
    found(findings: readonly Finding[]): void;
  },
): SignalDesk {
  const key = readDeskKey(dataDir);
  const store = openSqliteSignalStore(join(dataDir, SIGNALS_FILE));
  if (store.wasReset) parts.log.write({ event: "signals_store_reset" });
  if (key === undefined) parts.log.write({ event: "desk_without_key" });
  const pseudonyms = new Pseudonyms({
    file: periodKeyFile(dataDir),
    makeKey: () => new Uint8Array(randomBytes(32)),
    hmacWith,
  });
  const shell = new DeskShell({
    ...parts,
    store,
    pseudonyms,
    sealer: key && targetSealer(key.publicKey),
    found: (findings) => parts.found(findings),
  });
  const people = key && { analystsNeeded: ANALYSTS_NEEDED, analysts: key.shares.length };
  return {
    shell,
    store,
    key,
    profile: detectionProfileOf(people),
    close() {
      shell.stop();
      store.close();
    },
  };
}
