export {
  changePassphrase,
  type NodePlatform,
  openNodePlatform,
  type PassphraseRefusal,
  type PlatformRefusal,
} from "./node-platform.ts";
export { openSqliteDatabase } from "./sqlite-database.ts";
