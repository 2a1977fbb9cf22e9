import type { Place } from "./examination/finding.ts";
import type { SqlValue } from "./formats/sqlite/record.ts";

/** A row's columns by name; `values` stand in the order of `columns`. */
export function rowOf<Column extends string>(
  columns: readonly Column[],
  values: readonly SqlValue[],
  place: Place,
): Readonly<Record<Column, SqlValue>> & { readonly place: Place } {
  const row: Record<string, unknown> = { place };
  for (let index = 0; index < columns.length; index++) row[columns[index] ?? ""] = values[index] ?? null;
  // Every column was just set; the compiler can't see that.
  return row as Readonly<Record<Column, SqlValue>> & { readonly place: Place };
}
