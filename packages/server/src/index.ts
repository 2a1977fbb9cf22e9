/**
 * The delivery server. `startServer` is the whole of it: a data folder, a port, pages and sockets.
 * Behind it the same server stands without a network, for tests that hold its clock and its disk:
 * `new ServerCore({ store: createMemoryStore(), crypto: createNodeCrypto(createServerSecrets()), … })`.
 */
export { openDeskPeople, type DeskPeople } from "./adapters/desk/desk-people.ts";
export { openReports, type OpenReports } from "./adapters/desk/open-reports.ts";
export { backupDataFolder, restoreDataFolder } from "./adapters/backup.ts";
export { parseRefused, readControls, writeControls } from "./adapters/controls-file.ts";
export {
  openFeedsByHand,
  type FeedsAsked,
  type FeedsByHand,
  type FeedsChosen,
} from "./adapters/feeds/choose-feeds.ts";
export { createMemoryStore } from "./adapters/memory/store.ts";
export { createNodeCrypto, createServerSecrets, type ServerSecrets } from "./adapters/node-crypto.ts";
export { openDeskInMemory, type DeskInMemory, type DeskWorker } from "./desk-in-memory.ts";
export { openRehearsal, type Rehearsal } from "./rehearsal.ts";
export { openOperatorCodes, type OperatorCodes } from "./adapters/operator-codes.ts";
export { initDeskKey, type CeremonyRefusal } from "./adapters/signals/desk-key-ceremony.ts";
export { openSqliteSignalStore } from "./adapters/signals/sqlite-signal-store.ts";
export { openSqliteStore } from "./adapters/sqlite/store.ts";
export type { NoticeBatchOrder, NoticeOutcome, NoticeResult, NoticeSigner } from "./domain/notice.ts";
export type { Settings } from "./domain/settings.ts";
export type { DeskService } from "./desk/desk-service.ts";
export type { Clock } from "./ports/clock.ts";
export type { ServerCrypto } from "./ports/crypto.ts";
export type { NoticeCounts } from "./ports/notices.ts";
export type { PublishRefusal } from "./desk/report-service.ts";
export { StoreRefusal, type StoreRefusalKind } from "./ports/data-folder.ts";
export type { Log, LogEvent } from "./ports/log.ts";
export type { Peer } from "./ports/peer.ts";
export { StoreFault, type Store } from "./ports/store.ts";
export { ServerCore, type ConnectionInput, type ServerCoreOptions } from "./shell/server-core.ts";
export { startServer, type RunningServer, type ServerOptions } from "./start-server.ts";
