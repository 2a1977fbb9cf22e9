import { watchControls } from "./adapters/controls-file.ts";
import type { DataFolder } from "./adapters/data-folder.ts";
import { nodeClock } from "./adapters/node-clock.ts";
import { readNetworkClasses } from "./adapters/signals/network-classes-file.ts";
import { openSignals, type SignalDesk } from "./adapters/signals/open-signals.ts";
import type { Settings } from "./domain/settings.ts";
import type { Log } from "./ports/log.ts";
import { onlyLocal } from "./ports/network-classes.ts";
import { ServerCore } from "./shell/server-core.ts";
import { createStats } from "./shell/stats.ts";
import { noDetector } from "./signals/desk-shell.ts";

export interface CoreOptions {
  readonly dataDir: string;
  readonly folder: DataFolder;
  readonly networksFile: string | undefined;
  readonly settings: Partial<Omit<Settings, "detection">>;
  readonly log: Log;
  broken(): void;
}

export interface OpenCore {
  readonly core: ServerCore;
  readonly signals: SignalDesk;
  readonly controls: { close(): void };
}

/** The server over an open data folder, and the signals that it tells. */
export function openCore(options: CoreOptions): OpenCore {
  const { dataDir, folder, networksFile, log } = options;
  const networks = networksFile === undefined ? onlyLocal : readNetworkClasses(networksFile);
  const stats = createStats();
  const signals = openSignals(dataDir, {
    detector: noDetector,
    clock: nodeClock,
    log,
    stats,
    found: () => undefined,
  });
  const core = new ServerCore({
    store: folder.store,
    crypto: folder.crypto,
    clock: nodeClock,
    log,
    stats,
    signals: signals.shell,
    networks,
    settings: { ...options.settings, detection: signals.profile },
    broken: () => options.broken(),
  });
  const controls = watchControls(dataDir, {
    clock: nodeClock,
    log,
    apply: (list) => core.enforce("machine", list),
  });
  return { core, signals, controls };
}
