import { openDataFolder } from "./adapters/data-folder.ts";
import type { DeskService } from "./desk/desk-service.ts";
import { openCore } from "./open-core.ts";
import type { Clock } from "./ports/clock.ts";
import type { Log } from "./ports/log.ts";
import type { Store } from "./ports/store.ts";
import type { ServerCore } from "./shell/server-core.ts";

/** A server on a real data folder, without a network and with somebody else's clock. */
export interface Rehearsal {
  readonly core: ServerCore;
  readonly store: Store;
  readonly desk: DeskService;
  /** Signals that were taken and aren't stored yet; their keys are made beside the clock. */
  signalsWaiting(): number;
  /** Makes everything durable. A server that starts on the folder afterwards goes on from there. */
  close(): void;
}

/**
 * Opens a data folder as `startServer` does, but for sockets and the ledger: what happens in it lies there for a
 * server to find. Throws `StoreRefusal`.
 */
export function openRehearsal(
  dataDir: string,
  parts: { readonly clock: Clock; readonly networksFile?: string; readonly log: Log },
): Rehearsal {
  const folder = openDataFolder(dataDir);
  const inner = openCore({
    dataDir,
    folder,
    networksFile: parts.networksFile,
    services: [],
    settings: {},
    log: parts.log,
    ledger: undefined,
    clock: parts.clock,
    broken() {
      throw new Error("the store of a rehearsal broke");
    },
  });
  return {
    core: inner.core,
    store: folder.store,
    desk: inner.desk.service,
    signalsWaiting: () => inner.signalsWaiting(),
    close() {
      inner.core.stop();
      inner.close();
      folder.close();
    },
  };
}
