import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";

/** Where a server keeps its data unless told otherwise: the XDG data folder of this user. */
export function defaultServerFolder(): string {
  const base = process.env["XDG_DATA_HOME"];
  return join(
    base !== undefined && base.startsWith("/") ? base : join(homedir(), ".local", "share"),
    "bridle",
    "server",
  );
}
