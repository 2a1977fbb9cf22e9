import { join } from "node:path";
import { defineConfig } from "vite";
import { serviceWorkerFile, shell } from "./vite/shell.ts";

// Importing one name from a package of this house must not bring in what the package does when it loads:
// nothing. Without this the page would carry the whole wire format for two small functions.
const treeshake = {
  moduleSideEffects: (id: string) =>
    !/\/packages\/(?:protocol|core|ledger|desk|check|client)\/src\//.test(id),
};

// The server gives everything below /assets/check/ the policy of the device check, which leaves no way out;
// a worker has the policy that comes with its own script.
const checkOutput = {
  entryFileNames: ({ name }: { readonly name: string }) => `assets/${ofCheck(name)}[name]-[hash].js`,
  chunkFileNames: ({ name }: { readonly name: string }) => `assets/${ofCheck(name)}[name]-[hash].js`,
};

function ofCheck(name: string): string {
  return /^(?:check|check-worker|bundled-feeds)$/.test(name) ? "check/" : "";
}

// Static pages, hashed assets, nothing inline: the server's content policy allows scripts, styles and
// workers of its own origin only.
export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  oxc: { jsx: { runtime: "automatic", development: false } },
  build: {
    target: "es2024",
    outDir: "dist",
    emptyOutDir: true,
    // Every browser that runs es2024 preloads modules by itself.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // The published indicators are five megabytes of text, on purpose.
    chunkSizeWarningLimit: 8_000,
    rolldownOptions: {
      treeshake,
      input: {
        index: join(import.meta.dirname, "index.html"),
        desk: join(import.meta.dirname, "desk.html"),
        check: join(import.meta.dirname, "check.html"),
        serviceWorker: join(import.meta.dirname, "src/worker/service-worker.ts"),
      },
      output: {
        ...checkOutput,
        entryFileNames: (chunk) =>
          chunk.name === "serviceWorker" ? serviceWorkerFile : checkOutput.entryFileNames(chunk),
      },
    },
  },
  plugins: [shell()],
  worker: { format: "es", rolldownOptions: { treeshake, output: checkOutput } },
});
