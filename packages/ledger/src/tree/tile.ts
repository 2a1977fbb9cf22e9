import { parseDecimal } from "../text/decimal.ts";
import type { TreeNode } from "./ranges.ts";

// C2SP tlog-tiles: the tree as static resources. A full tile is 256 hashes wide.

export const tileWidth = 256;
export const tileHeight = 8;
export const hashBytes = 32;

/** A tile of hashes by its level, or a bundle of 256 entries. */
export interface TileAddress {
  readonly level: number | "entries";
  readonly index: number;
}

/** A tile or bundle as a tree of some size has it: `width` of 1 to 256 hashes or entries. */
export interface Tile extends TileAddress {
  readonly width: number;
}

/** `tile/0/x001/x234/067`, with `.p/112` when partial. */
export function tilePath(tile: Tile): string {
  const partial = tile.width === tileWidth ? "" : `.p/${tile.width}`;
  return `tile/${tile.level}/${indexPath(tile.index)}${partial}`;
}

function indexPath(index: number): string {
  const groups = [threeDigits(index % 1000)];
  for (let rest = Math.floor(index / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${threeDigits(rest % 1000)}`);
  }
  return groups.join("/");
}

function threeDigits(value: number): string {
  return value.toString().padStart(3, "0");
}

const pathPattern = /^tile\/(entries|[0-9]{1,2})\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/;

/** The tile that a path names, in its only spelling [L5]; else `undefined`. */
export function parseTilePath(path: string): Tile | undefined {
  const [, levelText = "", groups = "", widthText = "256"] = pathPattern.exec(path) ?? [];
  const level = levelText === "entries" ? ("entries" as const) : parseDecimal(levelText);
  const index = Number(groups.replaceAll(/[x/]/g, ""));
  const width = Number(widthText);
  if (level === undefined || (level !== "entries" && level > 63)) return undefined;
  if (width < 1 || width > tileWidth || !Number.isSafeInteger(index)) return undefined;
  const tile = { level, index, width };
  return tilePath(tile) === path ? tile : undefined;
}

/** How many hashes or entries of this tile a tree of `size` entries has: 0 to 256. */
export function widthInTree(address: TileAddress, size: number): number {
  const level = address.level === "entries" ? 0 : address.level;
  const hashes = Math.floor(size / tileWidth ** level);
  return Math.max(0, Math.min(tileWidth, hashes - address.index * tileWidth));
}

/** The tile in which a complete subtree's root is found, or from whose hashes it is computed. */
export function tileOf(node: TreeNode): TileAddress {
  const level = Math.floor(node.level / tileHeight);
  const first = node.index * 2 ** (node.level % tileHeight);
  return { level, index: Math.floor(first / tileWidth) };
}

/** Levels of tiles that a tree of this size has. */
export function tileLevels(size: number): number {
  let levels = 0;
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / tileWidth)) levels += 1;
  return levels;
}

/** Every tile and entry bundle of a tree, bundles first, then by level: what fsck and mirrors walk over. */
export function* tilesOfTree(size: number, from = 0): Generator<Tile> {
  for (const level of ["entries" as const, ...Array.from({ length: tileLevels(size) }, (_, at) => at)]) {
    const perHash = level === "entries" ? 1 : tileWidth ** level;
    const hashes = Math.floor(size / perHash);
    for (let index = Math.floor(from / perHash / tileWidth); index * tileWidth < hashes; index++) {
      yield { level, index, width: widthInTree({ level, index }, size) };
    }
  }
}
