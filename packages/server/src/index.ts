export { backupDataFolder, restoreDataFolder } from "./adapters/backup.ts";
export { StoreRefusal, type StoreRefusalKind } from "./ports/data-folder.ts";
export { startServer, type RunningServer, type ServerOptions } from "./start-server.ts";
