import { entry, isList, type PlistValue } from "../../formats/plist/value.ts";

/** A list in a dictionary; empty for anything else. */
export function listEntry(value: PlistValue | undefined, name: string): readonly PlistValue[] {
  return archivedList(entry(value, name));
}

export function archivedList(value: PlistValue | undefined): readonly PlistValue[] {
  return isList(value) ? value : [];
}
