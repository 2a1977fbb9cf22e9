import type { IndicatorType } from "@bridle/check";
import { IphoneBackup } from "../iphone-backup.ts";
import type { PlistInput } from "../plist-writer.ts";
import { sqliteBytes, table } from "../sqlite-bytes.ts";

/** A folder of evidence, by path. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A way to put a value where one module looks for one type of indicator. */
export interface Plant {
  readonly module: string;
  readonly type: IndicatorType;
  /** Which record of the module, where it reads several. */
  readonly where?: string;
  readonly files: (value: string) => Files;
}

export type Rows = Parameters<typeof table>[2];

/** A database of the given tables. */
export function tables(content: Readonly<Record<string, Rows>>): Uint8Array {
  return sqliteBytes((database) => {
    for (const [name, rows] of Object.entries(content)) table(database, name, rows);
  }).main;
}

/** A backup with one file. */
export function inBackup(domain: string, path: string, bytes: Uint8Array): Files {
  return new IphoneBackup().file(domain, path, bytes).files();
}

/** A backup whose Info.plist says this. */
export function backupInfo(fields: Readonly<Record<string, PlistInput>>): Files {
  return new IphoneBackup().info(fields).files();
}

/** A dump with these files and one that shows what it is. */
export function inDump(files: Readonly<Record<string, Uint8Array>>): Files {
  return new Map([["private/var/db/fine", textBytes("x")], ...Object.entries(files)]);
}

/** An unpacked sysdiagnose with these files and one that shows what it is. */
export function inSysdiagnose(files: Readonly<Record<string, Uint8Array>>): Files {
  return new Map([["sysdiagnose.log", textBytes("x")], ...Object.entries(files)]);
}

/** An acquisition with these files. */
export function inAcquisition(files: Readonly<Record<string, Uint8Array>>): Files {
  return new Map([["acquisition.json", textBytes("{}")], ...Object.entries(files)]);
}

export function textBytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text));
}

export function jsonBytes(value: unknown): Uint8Array {
  return textBytes(JSON.stringify(value));
}

/** One plant for each type, of a record that holds addresses. */
export function addresses(module: string, files: (url: string) => Files, where?: string): readonly Plant[] {
  const rest = where === undefined ? {} : { where };
  return [
    { module, type: "url", ...rest, files },
    { module, type: "domain", ...rest, files: (host) => files(`https://${host}/a?b`) },
    { module, type: "ip", ...rest, files: (host) => files(`http://${host}:8080/`) },
  ];
}

/** The same record for several types. */
export function each(
  module: string,
  types: readonly IndicatorType[],
  files: (value: string) => Files,
): readonly Plant[] {
  return types.map((type) => ({ module, type, files }));
}
