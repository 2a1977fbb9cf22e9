import { randomInt } from "node:crypto";
import { Detector, shippedRules } from "@bridle/desk";
import { watchControls } from "./adapters/controls-file.ts";
import type { DataFolder } from "./adapters/data-folder.ts";
import { type DeskFile, openDeskFile } from "./adapters/desk/desk-file.ts";
import { deskHost } from "./adapters/desk/desk-host.ts";
import { openFeeds } from "./adapters/feeds/open-feeds.ts";
import { nodeClock } from "./adapters/node-clock.ts";
import { readNetworkClasses } from "./adapters/signals/network-classes-file.ts";
import { openSignals, type SignalDesk } from "./adapters/signals/open-signals.ts";
import { DeskService } from "./desk/desk-service.ts";
import { ReportService } from "./desk/report-service.ts";
import { runDesk } from "./desk/run-desk.ts";
import type { Settings } from "./domain/settings.ts";
import type { DeskOptions } from "./http/desk.ts";
import type { Clock } from "./ports/clock.ts";
import type { Ledger } from "./ports/ledger.ts";
import type { Log } from "./ports/log.ts";
import { onlyLocal } from "./ports/network-classes.ts";
import { ServerCore } from "./shell/server-core.ts";
import { createStats } from "./shell/stats.ts";
import { FeedLeads } from "./signals/feed-leads.ts";

export interface CoreOptions {
  readonly dataDir: string;
  readonly folder: DataFolder;
  readonly networksFile: string | undefined;
  readonly settings: Partial<Omit<Settings, "detection">>;
  /** Further services of this server, by id. */
  readonly services: Iterable<string>;
  readonly log: Log;
  readonly ledger: Ledger | undefined;
  /** By default the machine's. */
  readonly clock?: Clock;
  broken(): void;
}

export interface OpenCore {
  readonly core: ServerCore;
  /** What the desk's pages stand on. */
  readonly desk: Pick<DeskOptions, "file" | "service" | "reports" | "feeds" | "crypto" | "clock">;
  /** Signals that were taken and aren't stored yet. */
  signalsWaiting(): number;
  /** Stops what works beside the core, and closes what it opened. */
  close(): void;
}

/** The server over an open data folder, the signals that it tells, and the desk that hears of findings. */
export function openCore(options: CoreOptions): OpenCore {
  const { dataDir, folder, networksFile, log, clock = nodeClock } = options;
  const file = openDeskFile(dataDir);
  const opened: { desk?: DeskService } = {};
  const networks = networksFile === undefined ? onlyLocal : readNetworkClasses(networksFile);
  const leads = new FeedLeads();
  const stats = createStats();
  const signals = openSignals(dataDir, {
    detector: new Detector({ rules: shippedRules, seed: randomInt(2 ** 31) }),
    clock,
    log,
    stats,
    found: (findings) => opened.desk?.found(findings),
  });
  const core = new ServerCore({
    store: folder.store,
    crypto: folder.crypto,
    clock,
    log,
    stats,
    signals: signals.shell,
    networks: leads.over(networks),
    ledger: options.ledger,
    settings: { ...options.settings, detection: signals.profile },
    broken: () => options.broken(),
  });
  const { desk, close } = deskOver(options, { core, signals, leads, file });
  opened.desk = desk.service;
  return {
    core,
    desk,
    signalsWaiting: () => signals.shell.waiting,
    close() {
      close();
      signals.close();
      file.close();
    },
  };
}

interface DeskParts {
  readonly core: ServerCore;
  readonly signals: SignalDesk;
  readonly leads: FeedLeads;
  readonly file: DeskFile;
}

/** What the desk does on its own account: cases and controls, feeds, reports. */
function deskOver(
  options: CoreOptions,
  { core, signals, leads, file }: DeskParts,
): Pick<OpenCore, "desk" | "close"> {
  const { dataDir, folder, log, clock = nodeClock } = options;
  const broken = (fault: unknown): void => core.guard(() => fail(fault));
  const host = deskHost({ core, signals, store: folder.store, ledger: options.ledger });
  const shared = { crypto: folder.crypto, nowMs: () => clock.nowMs(), broken };
  const reports = new ReportService({
    ...shared,
    file,
    signals: signals.store,
    log: (entry) => host.log(entry),
  });
  const controls = watchControls(dataDir, {
    clock,
    log,
    apply(list) {
      core.enforce("machine", list);
      reports.sawByHand(list);
    },
  });
  const { events, findings, orders } = file;
  const platforms = [...new Set([core.settings.platform, ...options.services])];
  const service = new DeskService({ ...shared, events, findings, orders, platforms, host });
  const work = runDesk(service, reports, { clock, broken });
  const feeds = openFeeds(dataDir, {
    service,
    leads,
    clock,
    log,
    hits: () => signals.store.hits(),
    broken,
  });
  const close = (): void => {
    work.stop();
    feeds.stop();
    service.stop();
    controls.close();
    reports.stop();
  };
  const desk = { file, service, reports, feeds, crypto: folder.crypto, clock };
  return { desk, close };
}

function fail(fault: unknown): never {
  throw fault;
}
