export { type NodePlatform, openNodePlatform, type PlatformRefusal } from "./node-platform.ts";
export { openSqliteDatabase } from "./sqlite-database.ts";
