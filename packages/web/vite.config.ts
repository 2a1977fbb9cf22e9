import { join } from "node:path";
import { defineConfig } from "vite";
import { serviceWorkerFile, shell } from "./vite/shell.ts";

// Importing one name from a package of this house must not bring in what the package does when it loads:
// nothing. Without this the page would carry the whole wire format for two small functions.
const treeshake = {
  moduleSideEffects: (id: string) => !/\/packages\/(?:protocol|core|ledger|desk|client)\/src\//.test(id),
};

// One static page, hashed assets, nothing inline: the server's content policy allows scripts, styles and
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
    rolldownOptions: {
      treeshake,
      input: {
        index: join(import.meta.dirname, "index.html"),
        desk: join(import.meta.dirname, "desk.html"),
        serviceWorker: join(import.meta.dirname, "src/worker/service-worker.ts"),
      },
      output: {
        entryFileNames: ({ name }) =>
          name === "serviceWorker" ? serviceWorkerFile : "assets/[name]-[hash].js",
      },
    },
  },
  plugins: [shell()],
  worker: { format: "es", rolldownOptions: { treeshake } },
});
