// What must hold before a change lands.

/** One gate: a program of the house, run on its own. */
export interface Gate {
  readonly name: string;
  /** Program and arguments; a bare program is looked for in node_modules/.bin. */
  readonly command: readonly [string, ...string[]];
  /** A gate still running then is stopped and has failed. */
  readonly limitSeconds: number;
  /** For test gates: where its tests are, and the file into which vitest writes its counts. */
  readonly tests?: string;
  readonly report?: string;
}

/** The gates that read and build the code; each counts as one. */
export const checkGates: readonly Gate[] = [
  { name: "types", command: ["tsc", "-b"], limitSeconds: 180 },
  { name: "lint", command: ["oxlint"], limitSeconds: 180 },
  { name: "format", command: ["oxfmt", "--check", "."], limitSeconds: 60 },
  { name: "tidy", command: ["node", "tools/tidy/main.ts"], limitSeconds: 60 },
  { name: "knip", command: ["knip", "--no-config-hints"], limitSeconds: 120 },
  // The tests after it drive the built web app.
  { name: "build", command: ["node", "setup.mjs", "--web"], limitSeconds: 120 },
];

const testFiles: Readonly<Record<TestProject, string>> = {
  unit: "{packages/*/{src,test},tools}/**/*.test.{ts,tsx}",
  e2e: "packages/*/{src,test}/**/*.e2e.test.ts",
  browser: "packages/*/{src,test}/**/*.browser.test.ts",
};

/** A vitest project of vitest.config.ts. */
export type TestProject = "unit" | "e2e" | "browser";

/** The gate that runs one vitest project; its tests count one by one. */
export function testGate(name: TestProject, limitSeconds: number): Gate {
  const report = `node_modules/.cache/bridle/vitest-${name}.json`;
  return {
    name,
    command: [
      "vitest",
      "run",
      "--project",
      name,
      "--reporter=default",
      "--reporter=json",
      `--outputFile=${report}`,
    ],
    limitSeconds,
    tests: testFiles[name],
    report,
  };
}
