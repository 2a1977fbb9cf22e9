declare const brand: unique symbol;

/** A type that only a parser hands out: `Brand<string, "AccountId">` is a string nobody else can make. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** The one cast that makes a brand. Call it only behind a check. */
export function branded<T, Name extends string>(value: T): Brand<T, Name> {
  return value as Brand<T, Name>;
}

/** A struct is read field by field; its type is known only when all fields are there. */
export function assembled<T>(fields: Readonly<Record<string, unknown>>): T {
  return fields as T;
}
