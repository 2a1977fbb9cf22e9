import { type Comment, parseSync, type Program, Visitor } from "oxc-parser";

/** All that the rules look at, in memory, so that a rule's test can write a house in a few lines. */
export interface House {
  readonly sources: readonly Source[];
  /** Everything else that was read, by path: SPEC.md files and package.json files. */
  readonly documents: ReadonlyMap<string, string>;
}

/** One TypeScript or JavaScript file; `path` is relative to the root, with slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
  /** The folder under packages/ it belongs to, if any. */
  readonly package: string | undefined;
  readonly isTest: boolean;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

/** Every mention of another module: import, re-export, `import()` of a literal, `import("x").T`. */
export interface Import {
  readonly specifier: string;
  readonly offset: number;
}

/** Something a rule objects to. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

/** A rule reads the whole house; most look at one file at a time. */
export type Rule = (house: House) => readonly Finding[];

/** Parses files given as path → text. A file that doesn't parse is the compiler's to report. */
export function houseOf(files: Iterable<readonly [path: string, text: string]>): House {
  const sources: Source[] = [];
  const documents = new Map<string, string>();
  for (const [path, text] of files) {
    if (/\.(?:tsx?|mjs)$/.test(path)) sources.push(sourceOf(path, text));
    else documents.set(path, text);
  }
  return { sources, documents };
}

/** Where in the file an offset is; lines count from 1. */
export function lineAt(source: Source, offset: number): number {
  let line = 1;
  for (let at = source.text.indexOf("\n"); at !== -1 && at < offset; at = source.text.indexOf("\n", at + 1)) {
    line += 1;
  }
  return line;
}

/** A finding at an offset of a source. */
export function findingAt(source: Source, offset: number, found: Pick<Finding, "rule" | "message">): Finding {
  return { path: source.path, line: lineAt(source, offset), ...found };
}

function sourceOf(path: string, text: string): Source {
  const { program, comments, module } = parseSync(path, text);
  const imports: Import[] = [];
  const add = (specifier: string, offset: number): void => void imports.push({ specifier, offset });
  for (const { moduleRequest } of module.staticImports) add(moduleRequest.value, moduleRequest.start);
  for (const { moduleRequest } of module.staticExports.flatMap((statement) => statement.entries)) {
    if (moduleRequest !== null) add(moduleRequest.value, moduleRequest.start);
  }
  new Visitor({
    ImportExpression({ source }) {
      if (source.type === "Literal" && typeof source.value === "string") add(source.value, source.start);
    },
    TSImportType({ source }) {
      add(source.value, source.start);
    },
  }).visit(program);
  return {
    path,
    text,
    package: /^packages\/([^/]+)\//.exec(path)?.[1],
    isTest: /\.test\.tsx?$|\.contract\.ts$|^packages\/[^/]+\/test\//.test(path),
    program,
    comments,
    imports,
  };
}
