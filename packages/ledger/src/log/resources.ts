import { utf8Decode, utf8Encode } from "@bridle/protocol";
import { bundlePrefix } from "../tree/entry-bundle.ts";
import { hashBytes, parseTilePath, tilePath, tileWidth } from "../tree/tile.ts";
import type { LogStore } from "./log-store.ts";
import { type ReadTile, storedTiles } from "./stored-tiles.ts";

/** A log as C2SP tlog-tiles publishes it: static resources under a prefix. `undefined` for what isn't there. */
export type ReadResource = (path: string) => Promise<Uint8Array | undefined>;

/** The path of the one resource that changes. */
export const checkpointPath = "checkpoint";

/**
 * A store as static resources: `checkpoint`, `tile/<L>/<N>[.p/<W>]`, `tile/entries/<N>[.p/<W>]` [L19].
 * Every width up to the committed one is there, because a wider tile begins with the narrower one.
 */
export function resourcesOf(store: LogStore): ReadResource {
  const read = storedTiles(store);
  return async (path) => {
    if (path === checkpointPath) {
      const note = await store.published();
      return note === undefined ? undefined : utf8Encode(note);
    }
    const tile = parseTilePath(path);
    return tile === undefined ? undefined : read(tile);
  };
}

/** Tiles from static resources; a partial tile that is gone is cut from the full one. */
export function tilesOf(read: ReadResource): ReadTile {
  return async (tile) => {
    const exact = await read(tilePath(tile));
    const bytes =
      exact ?? (tile.width < tileWidth ? await read(tilePath({ ...tile, width: tileWidth })) : undefined);
    if (bytes === undefined) return undefined;
    if (tile.level === "entries") return bundlePrefix(bytes, tile.width);
    return bytes.length < tile.width * hashBytes ? undefined : bytes.slice(0, tile.width * hashBytes);
  };
}

/** The signed note at `checkpoint`, or `undefined`. */
export async function readCheckpoint(read: ReadResource): Promise<string | undefined> {
  const bytes = await read(checkpointPath);
  return bytes === undefined ? undefined : utf8Decode(bytes);
}
