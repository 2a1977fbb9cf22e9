import { defineConfig } from "vitest/config";
import { findChromium } from "./tools/chromium.mjs";

// Three speeds: `npx vitest --project unit` while writing, the other two before a change lands.
// A file's name says where it belongs; all three run in Node, the browser ones drive Chromium.
const inPackages = (pattern: string) => [`packages/*/src/**/${pattern}`, `packages/*/test/**/${pattern}`];

const shared = { exclude: ["**/node_modules/**", "**/dist/**", "**/.cache/**"] };

export default defineConfig({
  test: {
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
          // Real processes, ports and disks: one file at a time, so that timings mean something.
          fileParallelism: false,
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
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
