import { assembled, err, ok, type Result } from "@bridle/protocol";
import type { Json } from "./json-text.ts";

/** A JSON Schema (2020-12), as data. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What doesn't fit and where: a JSON pointer (RFC 6901), empty for the whole. */
export interface Misfit {
  readonly path: string;
  readonly expected: string;
}

/** One declaration of a part of a JSON document: its type, its reader and its schema. */
export interface Form<T> {
  readonly schema: JsonSchema;
  readonly read: (value: Json, path: string) => Result<T, Misfit>;
}

/** A field that may be left out. */
export interface OptionalForm<T> extends Form<T> {
  readonly optional: true;
}

/** The type that a form reads. */
export type Formed<F> = F extends Form<infer T> ? T : never;

type Fields = Readonly<Record<string, Form<unknown>>>;
type OptionalNames<F extends Fields> = {
  [Name in keyof F]: F[Name] extends OptionalForm<unknown> ? Name : never;
}[keyof F];
type Struct<F extends Fields> = {
  readonly [Name in Exclude<keyof F, OptionalNames<F>>]: Formed<F[Name]>;
} & { readonly [Name in OptionalNames<F>]?: Formed<F[Name]> };

/** Reads the whole of a document. */
export function readForm<T>(form: Form<T>, value: Json): Result<T, Misfit> {
  return form.read(value, "");
}

interface TextBounds {
  readonly min?: number;
  /** Code points. */
  readonly max: number;
  /** Anchored by its writer; read with the flag `u`, as JSON Schema has it. */
  readonly pattern?: string;
  /** The pattern in words. */
  readonly called?: string;
}

export function text({ min = 1, max, pattern, called }: TextBounds): Form<string> {
  const expression = pattern === undefined ? undefined : new RegExp(pattern, "u");
  const expected = called ?? `a text of ${min} to ${max} characters`;
  return {
    schema: { type: "string", minLength: min, maxLength: max, ...(pattern === undefined ? {} : { pattern }) },
    read(value, path) {
      if (typeof value !== "string" || value.length > max * 2) return err({ path, expected });
      const length = Array.from(value).length;
      const fits = length >= min && length <= max && expression?.test(value) !== false;
      return fits ? ok(value) : err({ path, expected });
    },
  };
}

export function integer(min: number, max: number): Form<number> {
  return {
    schema: { type: "integer", minimum: min, maximum: max },
    read(value, path) {
      const fits = typeof value === "number" && Number.isInteger(value) && value >= min && value <= max;
      return fits ? ok(value) : err({ path, expected: `a whole number from ${min} to ${max}` });
    },
  };
}

export const flag: Form<boolean> = {
  schema: { type: "boolean" },
  read: (value, path) => (typeof value === "boolean" ? ok(value) : err({ path, expected: "true or false" })),
};

export function oneOf<const Value extends string>(values: readonly Value[]): Form<Value> {
  return {
    schema: values.length === 1 ? { const: values[0] } : { enum: values },
    read(value, path) {
      const found = values.find((known) => known === value);
      return found === undefined ? err({ path, expected: `one of ${values.join(", ")}` }) : ok(found);
    },
  };
}

/** `null` says that it isn't known, or that there is none. */
export function nullable<T>(form: Form<T>): Form<T | null> {
  return {
    schema: { anyOf: [form.schema, { type: "null" }] },
    read: (value, path) => (value === null ? ok(null) : form.read(value, path)),
  };
}

export function optional<T>(form: Form<T>): OptionalForm<T> {
  return { ...form, optional: true };
}

export function list<T>(form: Form<T>, { min = 0, max }: { min?: number; max: number }): Form<readonly T[]> {
  return {
    schema: { type: "array", items: form.schema, minItems: min, maxItems: max },
    read(value, path) {
      if (!isList(value) || value.length < min || value.length > max) {
        return err({ path, expected: `a list of ${min} to ${max} entries` });
      }
      const items: T[] = [];
      for (const [index, item] of value.entries()) {
        const read = form.read(item, `${path}/${index}`);
        if (!read.ok) return read;
        items.push(read.value);
      }
      return ok(items);
    },
  };
}

/** An object with these fields and no others. */
export function struct<const F extends Fields>(fields: F): Form<Struct<F>> {
  const names = Object.keys(fields);
  return {
    schema: {
      type: "object",
      properties: Object.fromEntries(names.map((name) => [name, fields[name]?.schema])),
      required: names.filter((name) => !isOptional(fields[name])),
      additionalProperties: false,
    },
    read(value, path) {
      if (!isObject(value)) return err({ path, expected: "an object" });
      const unknown = [...value.keys()].find((name) => !Object.hasOwn(fields, name));
      if (unknown !== undefined)
        return err({ path: `${path}/${escaped(unknown)}`, expected: "no such field" });
      const out: Record<string, unknown> = {};
      for (const [name, form] of Object.entries(fields)) {
        const field = value.get(name);
        if (field === undefined && isOptional(form)) continue;
        const at = `${path}/${name}`;
        if (field === undefined) return err({ path: at, expected: "this field" });
        const read = form.read(field, at);
        if (!read.ok) return read;
        out[name] = read.value;
      }
      return ok(assembled<Struct<F>>(out));
    },
  };
}

type Cases = Readonly<Record<string, Fields>>;
type Tagged<Tag extends string, C extends Cases> = {
  [Name in keyof C]: { readonly [T in Tag]: Name } & Struct<C[Name]>;
}[keyof C];

/** An object whose field `tag` says which of the cases it is. */
export function tagged<Tag extends string, const C extends Cases>(tag: Tag, cases: C): Form<Tagged<Tag, C>> {
  const forms = new Map(
    Object.entries(cases).map(([name, fields]) => [name, struct({ [tag]: oneOf([name]), ...fields })]),
  );
  return {
    schema: { oneOf: [...forms.values()].map(({ schema }) => schema) },
    read(value, path) {
      const name = isObject(value) ? value.get(tag) : undefined;
      const form = typeof name === "string" ? forms.get(name) : undefined;
      if (form === undefined) {
        const expected = `one of ${[...forms.keys()].join(", ")}`;
        return err({ path: `${path}/${tag}`, expected });
      }
      const read = form.read(value, path);
      return read.ok ? ok(assembled<Tagged<Tag, C>>(read.value)) : read;
    },
  };
}

function isOptional(form: Form<unknown> | undefined): boolean {
  return form !== undefined && "optional" in form;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is ReadonlyMap<string, Json> {
  return value instanceof Map;
}

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}
