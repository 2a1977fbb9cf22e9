import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { findChromium } from "./tools/chromium.mjs";

// Three speeds: `npx vitest --project unit` while writing, the other two before a change lands.
// A file's name says where it belongs; all three run in Node, the browser ones drive Chromium.
const inPackages = (pattern: string) => [`packages/*/src/**/${pattern}`, `packages/*/test/**/${pattern}`];

const shared = {
  exclude: ["**/node_modules/**", "**/dist/**", "**/.cache/**"],
  // By itself a poll gives up after a second, which a busy machine can take for anything.
  expect: { poll: { timeout: 100_000 } },
};

export default defineConfig({
  test: {
    // Many tests wait for a page, a process or a clock, so two run at a time even on two cores, where
    // vitest by itself would take one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          ...shared,
          name: "unit",
          // Some of these run a whole world. The limit ends what hangs; no busy machine should reach it.
          testTimeout: 120_000,
          hookTimeout: 60_000,
          include: [...inPackages("*.test.{ts,tsx}"), "tools/**/*.test.ts"],
          exclude: [...shared.exclude, "**/*.e2e.test.ts", "**/*.browser.test.ts"],
        },
      },
      {
        test: {
          ...shared,
          name: "e2e",
          include: inPackages("*.e2e.test.ts"),
          // Real processes, ports and disks; each file has its own.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...shared,
          name: "browser",
          // Tests read the browser's path here, whether it was named or found.
          env: { CHROMIUM_PATH: findChromium() ?? "" },
          include: inPackages("*.browser.test.ts"),
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
