import { expect, test } from "vitest";
import { houseOf, type Rule } from "../house.ts";
import { todosHaveAnIssue } from "./comments.ts";
import { closedStaysClosed, importsFollowLayers, noImportCycles } from "./imports.ts";
import { logsCarryNoUserData } from "./logs.ts";
import { manifestsAreExact } from "./manifests.ts";
import { namesSaySomething } from "./names.ts";
import { filesAreShort, functionsAreShort } from "./size.ts";
import { specAndTestsAgree } from "./spec.ts";

/** What a rule says about files given as path → text: "path:line message". */
function said(rule: Rule, files: Readonly<Record<string, string>>): readonly string[] {
  return rule(houseOf(Object.entries(files))).map(({ path, line, message }) => `${path}:${line} ${message}`);
}

test("imports go one way between packages", () => {
  expect(
    said(importsFollowLayers, {
      "packages/core/src/a.ts": 'import { x } from "@bridle/protocol";\nimport { y } from "@bridle/ledger";',
      "packages/server/src/a.ts": 'export type X = import("@bridle/core").X;',
      "packages/server/src/b.ts": 'export * from "../../core/src/a.ts";',
      "packages/server/src/c.ts": 'export const load = () => import("@bridle/guard");',
      "packages/unheard-of/src/a.ts": 'import { x } from "@bridle/protocol";',
    }),
  ).toEqual([
    "packages/core/src/a.ts:2 core may not import ledger",
    "packages/server/src/a.ts:1 server may not import core",
    "packages/server/src/b.ts:1 ../../core/src/a.ts leaves the package; import @bridle/… instead",
    "packages/server/src/c.ts:1 server may not import guard",
    "packages/unheard-of/src/a.ts:1 package unheard-of is not in tools/tidy/layers.ts",
  ]);
});

test("a layer may name one entry of a package", () => {
  expect(
    said(importsFollowLayers, {
      "packages/desk/src/a.ts": 'import { x } from "@bridle/check/indicators";',
      "packages/desk/src/b.ts": 'import { x } from "@bridle/check";',
      "packages/server/src/a.ts": 'import { x } from "@bridle/check/indicators";',
    }),
  ).toEqual([
    "packages/desk/src/b.ts:1 desk may not import check",
    "packages/server/src/a.ts:1 server may not import check/indicators",
  ]);
});

test("packages from outside are imported only where the table says", () => {
  expect(
    said(importsFollowLayers, {
      "packages/core/src/a.ts":
        'import { x25519 } from "@noble/curves/ed25519.js";\nimport fs from "node:fs";',
      "packages/client/src/adapters/node/a.ts": 'import fs from "node:fs";',
      "packages/client/src/a.ts": 'import fs from "node:fs";',
      "packages/core/test/a.test.ts": 'import fs from "node:fs";',
    }),
  ).toEqual([
    "packages/core/src/a.ts:2 core may not import node:fs",
    "packages/client/src/a.ts:1 node:fs may only be imported in packages/client/src/adapters/node/",
  ]);
});

test("whatever the server reaches, it doesn't reach core", () => {
  expect(
    said(closedStaysClosed, {
      "packages/server/src/index.ts": 'import { a } from "./a.ts";',
      "packages/server/src/a.ts": 'import { l } from "@bridle/ledger";',
      "packages/ledger/src/index.ts": '\nexport * from "@bridle/core";',
      "packages/core/src/index.ts": "",
    }),
  ).toEqual([
    "packages/ledger/src/index.ts:2 the server reaches what it must not: " +
      "packages/server/src/a.ts → @bridle/ledger → @bridle/core",
  ]);
});

test("of the device check the server reaches what reads indicators, and nothing else", () => {
  expect(
    said(closedStaysClosed, {
      "packages/server/src/index.ts": 'import { f } from "@bridle/desk/feeds";',
      "packages/desk/src/feeds/index.ts": 'import { i } from "@bridle/check/indicators";',
      "packages/check/src/indicators/index.ts":
        'import { j } from "../json.ts";\nexport * from "../ios/backup.ts";',
      "packages/check/src/json.ts": "",
      "packages/check/src/ios/backup.ts": "",
    }),
  ).toEqual([
    "packages/check/src/indicators/index.ts:2 the server reaches what it must not: " +
      "packages/server/src/index.ts → @bridle/desk/feeds → @bridle/check/indicators → ../ios/backup.ts",
  ]);
});

test("the device check's page reaches nothing that speaks to a server, not even through the app's parts", () => {
  expect(
    said(closedStaysClosed, {
      "packages/web/src/check/main.tsx":
        'import { b } from "../parts/b.tsx";\nimport { e } from "@bridle/check";',
      "packages/web/src/parts/b.tsx": 'import type { C } from "@bridle/client/browser";',
      "packages/web/src/main.tsx": 'import { c } from "@bridle/client";',
      "packages/check/src/index.ts": 'import { p } from "@bridle/protocol";',
      "packages/protocol/src/index.ts": "",
    }),
  ).toEqual([
    "packages/web/src/parts/b.tsx:1 the device check reaches what speaks to a server: " +
      "packages/web/src/check/main.tsx → ../parts/b.tsx → @bridle/client/browser",
  ]);
});

test("a cycle is shown once, as a way round", () => {
  expect(
    said(noImportCycles, {
      "packages/core/src/a.ts": 'import { b } from "./b.ts";\nimport { c } from "./c.ts";',
      "packages/core/src/b.ts": 'import type { C } from "./c.ts";',
      "packages/core/src/c.ts": 'import { a } from "./a.ts";',
    }),
  ).toEqual([
    "packages/core/src/c.ts:1 packages/core/src/a.ts → packages/core/src/b.ts → packages/core/src/c.ts → packages/core/src/a.ts",
  ]);
});

test("versions are exact, except for the packages of this house", () => {
  const dependencies = { ws: "^8.0.0", pino: "10.4.0", "@bridle/ledger": "*", "@bridle/core": "0.1.0" };
  expect(
    said(manifestsAreExact, { "packages/server/package.json": JSON.stringify({ dependencies }) }),
  ).toEqual([
    "packages/server/package.json:1 ws ^8.0.0: not exact",
    'packages/server/package.json:1 @bridle/core 0.1.0: write "*"',
    "packages/server/package.json:1 may not depend on @bridle/core",
  ]);
});

test("files and functions have a size", () => {
  const lines = (count: number): string => "// line\n".repeat(count);
  expect(
    said(filesAreShort, { "packages/core/src/a.ts": lines(401), "packages/core/src/b.ts": lines(400) }),
  ).toEqual(["packages/core/src/a.ts:1 401 lines; at most 400"]);
  expect(said(filesAreShort, { "packages/core/src/a.test.ts": lines(600) })).toEqual([]);
  const long = `\nconst f = () => {\n${lines(60)}};\n`;
  expect(said(functionsAreShort, { "packages/web/src/a.tsx": long })).toEqual([
    "packages/web/src/a.tsx:2 62 lines; at most 60",
  ]);
  expect(said(functionsAreShort, { "packages/web/src/a.test.tsx": long })).toEqual([]);
});

test("names are kebab-case and say something", () => {
  expect(
    said(namesSaySomething, {
      "packages/core/src/utils/x.ts": "",
      "packages/core/src/types.ts": "",
      "packages/core/src/deviceChain.ts": "",
      "packages/core/src/device-chain.browser.test.ts": "",
    }),
  ).toEqual([
    'packages/core/src/utils/x.ts:1 "utils" says nothing; name it after what is in it',
    'packages/core/src/types.ts:1 "types" says nothing; name it after what is in it',
    'packages/core/src/deviceChain.ts:1 "deviceChain.ts" is not kebab-case',
  ]);
});

test("a TODO has an issue", () => {
  expect(said(todosHaveAnIssue, { "packages/core/src/a.ts": "// TODO later\n// TODO #12 later\n" })).toEqual([
    "packages/core/src/a.ts:1 no issue number, as in TODO #12",
  ]);
});

test("the server logs fixed words and listed fields only", () => {
  const text = [
    'log.info({ event: "ready", port }, "ready");',
    'log.info({ accountId }, "registered");',
    "this.log.warn(`refused ${handle}`);",
    'env.logger.error({ ...request }, "failed");',
    "log.error(error);",
    "Math.log(2); catalog.info(x);",
  ].join("\n");
  expect(said(logsCarryNoUserData, { "packages/server/src/a.ts": text })).toEqual([
    'packages/server/src/a.ts:2 "accountId" is not in tools/tidy/log-fields.ts',
    "packages/server/src/a.ts:3 log an object literal and a fixed string, nothing else",
    "packages/server/src/a.ts:4 a spread may carry anything",
    "packages/server/src/a.ts:5 log an object literal and a fixed string, nothing else",
  ]);
  expect(said(logsCarryNoUserData, { "packages/cli/src/a.ts": text })).toEqual([]);
});

test("rules and the tests that hold them know each other", () => {
  expect(
    said(specAndTestsAgree, {
      "packages/core/SPEC.md": "# Rules\n\n- [C1] One.\n- [C2] Two, see [C1].\n- [C3] Three.\n- [C4] Four.\n",
      "packages/server/SPEC.md": "- [C1] Again.\n",
      "packages/core/src/a.ts": "// keeps [C1] and [C9]\n",
      "packages/core/src/a.test.ts":
        'describe("[C1] it", () => {});\ntest.each([1])("[C2] it", () => {});\n' +
        'test.skip("[C3] it", () => {});\ntest(`[C8] ${x}`, () => {});\n',
      "packages/core/src/store.contract.ts": 'it("keeps " + "[C4]", () => {});\n',
    }),
  ).toEqual([
    "packages/server/SPEC.md:1 [C1] is already defined at packages/core/SPEC.md:3",
    "packages/core/src/a.ts:1 no SPEC.md defines [C9]",
    "packages/core/src/a.test.ts:4 no SPEC.md defines [C8]",
    "packages/core/SPEC.md:5 no test's title cites [C3]",
  ]);
});
