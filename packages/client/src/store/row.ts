import { StoreFault, type SqlRow } from "../ports/sql-database.ts";

// Columns come back as what SQLite holds; these name the type that the schema promises. A mismatch
// means that the file isn't what we wrote.

export function textOf(row: SqlRow, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : broken(column);
}

export function numberOf(row: SqlRow, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : broken(column);
}

export function bytesOf(row: SqlRow, column: string): Uint8Array {
  const value = row[column];
  return value instanceof Uint8Array ? value : broken(column);
}

export function maybeText(row: SqlRow, column: string): string | undefined {
  return row[column] === null ? undefined : textOf(row, column);
}

export function maybeNumber(row: SqlRow, column: string): number | undefined {
  return row[column] === null ? undefined : numberOf(row, column);
}

export function maybeBytes(row: SqlRow, column: string): Uint8Array | undefined {
  return row[column] === null ? undefined : bytesOf(row, column);
}

/** An id that was stored by us; anything else in its column is a broken file. */
export function idOf<Id extends string>(
  row: SqlRow,
  column: string,
  kind: { parse(text: string): Id | undefined },
): Id {
  return kind.parse(textOf(row, column)) ?? broken(column);
}

export function oneOfColumn<const Name extends string>(
  row: SqlRow,
  column: string,
  names: readonly Name[],
): Name {
  const value = textOf(row, column);
  return names.find((name) => name === value) ?? broken(column);
}

function broken(column: string): never {
  throw new StoreFault("corrupt", `column ${column}`);
}
