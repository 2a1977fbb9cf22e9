import { existsSync } from "node:fs";
import { type ReadResource, resourcesOf } from "@bridle/ledger";
import { UsageError } from "./command-io.ts";
import { isLocalLog, openLocalLog } from "./local-log.ts";
import { httpResources, resourceFolder } from "./resource-folder.ts";

/** Reads a log wherever it is: behind an http(s) prefix, in a folder of ours, or in a mirror's copy. */
export async function withResources<T>(place: string, work: (read: ReadResource) => Promise<T>): Promise<T> {
  if (/^https?:\/\//.test(place)) return work(httpResources(place));
  if (!existsSync(place)) throw new UsageError(`there is no ${place}`);
  if (!isLocalLog(place)) {
    const folder = resourceFolder(place);
    return work((path) => folder.read(path));
  }
  const local = openLocalLog(place);
  try {
    return await work(resourcesOf(local.store));
  } finally {
    local.store.close();
  }
}
