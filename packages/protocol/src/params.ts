import { assembled } from "./brand.ts";
import { err, ok, type Result } from "./result.ts";

// Parameters of methods that speak JSON, declared once: the type, and the check for input that comes from
// outside (a JSON-RPC line, a message from another worker, a page's request). A refusal names the parameter.

export interface BadParams {
  readonly kind: "bad_params";
  /** Which parameter, and what was expected of it. */
  readonly detail: string;
}

/** Checks one parameter: its value, or `undefined` when it doesn't fit. */
export interface Param<T> {
  readonly expected: string;
  readonly optional: boolean;
  parse(raw: unknown): T | undefined;
}

export function string(bounds: { readonly max: number; readonly min?: number }): Param<string> {
  const { max, min = 0 } = bounds;
  return {
    expected: `a string of ${min} to ${max} characters`,
    optional: false,
    parse: (raw) =>
      typeof raw === "string" && raw.length >= min && raw.length <= max && raw.isWellFormed()
        ? raw
        : undefined,
  };
}

export function integer(bounds: { readonly min: number; readonly max: number }): Param<number> {
  return {
    expected: `a whole number from ${bounds.min} to ${bounds.max}`,
    optional: false,
    parse: (raw) =>
      typeof raw === "number" && Number.isInteger(raw) && raw >= bounds.min && raw <= bounds.max
        ? raw
        : undefined,
  };
}

export const boolean: Param<boolean> = {
  expected: "true or false",
  optional: false,
  parse: (raw) => (typeof raw === "boolean" ? raw : undefined),
};

export function oneOf<const Name extends string>(...names: readonly Name[]): Param<Name> {
  return {
    expected: `one of ${names.join(", ")}`,
    optional: false,
    parse: (raw) => names.find((name) => name === raw),
  };
}

/** An id in lower-case hexadecimal, by its own parser. */
export function id<Id extends string>(name: string, parse: (text: string) => Id | undefined): Param<Id> {
  return {
    expected: name,
    optional: false,
    parse: (raw) => (typeof raw === "string" ? parse(raw) : undefined),
  };
}

/** Several of one kind. */
export function list<T>(
  item: Param<T>,
  bounds: { readonly min?: number; readonly max: number },
): Param<readonly T[]> {
  const { min = 0, max } = bounds;
  return {
    expected: `${min} to ${max} of: ${item.expected}`,
    optional: false,
    parse(raw) {
      if (!Array.isArray(raw) || raw.length < min || raw.length > max) return undefined;
      const items: readonly unknown[] = raw;
      const read = items.map((each) => item.parse(each));
      const there = read.filter((each) => each !== undefined);
      return there.length === read.length ? there : undefined;
    },
  };
}

export function optional<T>(param: Param<T>): Param<T | undefined> {
  return { ...param, optional: true };
}

export type ParamsOf<P extends Readonly<Record<string, Param<unknown>>>> = {
  readonly [K in keyof P as undefined extends ParamValue<P[K]> ? never : K]: ParamValue<P[K]>;
} & {
  readonly [K in keyof P as undefined extends ParamValue<P[K]> ? K : never]?: ParamValue<P[K]> | undefined;
};
type ParamValue<P> = P extends Param<infer T> ? T : never;

/** Parameters by name; unknown ones are refused, so that a misspelt option is never silently ignored. */
export function parseParams<P extends Readonly<Record<string, Param<unknown>>>>(
  declared: P,
  raw: unknown,
): Result<ParamsOf<P>, BadParams> {
  const given: Readonly<Record<string, unknown>> | undefined = raw === undefined ? {} : recordOf(raw);
  if (given === undefined) return err({ kind: "bad_params", detail: "params: expected an object" });
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(declared, name));
  if (unknown !== undefined)
    return err({ kind: "bad_params", detail: `${unknown.slice(0, 40)}: unknown parameter` });
  const parsed: Record<string, unknown> = {};
  for (const [name, param] of Object.entries(declared)) {
    const value = given[name];
    if (value === undefined && param.optional) continue;
    const read = value === undefined ? undefined : param.parse(value);
    if (read === undefined) return err({ kind: "bad_params", detail: `${name}: expected ${param.expected}` });
    parsed[name] = read;
  }
  return ok(assembled(parsed));
}

function recordOf(raw: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) return undefined;
  return Object.fromEntries(Object.entries(raw));
}
