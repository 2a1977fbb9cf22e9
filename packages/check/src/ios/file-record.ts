import { BinaryPlist } from "../formats/plist/bplist.ts";
import { fromUnixSeconds } from "../time.ts";

/** What the manifest says of one file (`MBFile`, an archived object). Times are Unix milliseconds. */
export interface FileRecord {
  readonly sizeBytes: number | undefined;
  readonly bornMs: number | undefined;
  readonly modifiedMs: number | undefined;
  readonly changedMs: number | undefined;
  /** Class number and wrapped key, of encrypted backups. */
  readonly wrappedKey: Uint8Array | undefined;
}

/** Reads the record straight from its bytes: a manifest has hundreds of thousands. `undefined` for anything else. */
export function readFileRecord(bytes: Uint8Array): FileRecord | undefined {
  const plist = BinaryPlist.open(bytes);
  const top = plist?.marker(plist.top);
  if (plist === undefined || top === undefined) return undefined;
  const objects = plist.marker(plist.find(top, "$objects"));
  if (objects?.kind !== 0xa || !plist.fits(objects)) return undefined;
  const archived = (index: number): ReturnType<BinaryPlist["marker"]> =>
    index >= 0 && index < objects.count ? plist.marker(plist.reference(objects.at, index)) : undefined;
  const file = archived(1);
  if (file?.kind !== 0xd) return undefined;
  const number = (key: string): number | undefined => {
    const marker = plist.marker(plist.find(file, key));
    const value = marker === undefined ? undefined : plist.scalar(marker);
    return typeof value === "number" ? value : undefined;
  };
  return {
    sizeBytes: number("Size"),
    bornMs: fromUnixSeconds(number("Birth")),
    modifiedMs: fromUnixSeconds(number("LastModified")),
    changedMs: fromUnixSeconds(number("LastStatusChange")),
    wrappedKey: wrappedKey(),
  };

  function wrappedKey(): Uint8Array | undefined {
    if (plist === undefined || file === undefined) return undefined;
    const pointer = plist.marker(plist.find(file, "EncryptionKey"));
    const uid = pointer === undefined ? undefined : plist.scalar(pointer);
    if (typeof uid !== "object" || uid === null || !("kind" in uid) || uid.kind !== "uid") return undefined;
    const object = archived(uid.index);
    // Either an archived NSMutableData or the bytes themselves.
    const inner = object?.kind === 0xd ? plist.marker(plist.find(object, "NS.data")) : object;
    const data = inner === undefined ? undefined : plist.scalar(inner);
    return data instanceof Uint8Array ? data : undefined;
  }
}
