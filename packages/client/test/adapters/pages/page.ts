import { connectClient } from "../../../src/adapters/browser/index.ts";
import contractWorkerUrl from "./contract-worker.ts?worker&url";
import hostWorkerUrl from "./host-worker.ts?worker&url";

// What the tests call through the page. Served with the app's policies: no inline script, Trusted Types.

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

const { trustedTypes } = globalThis as unknown as { readonly trustedTypes: TrustedTypes };
const policy = trustedTypes.createPolicy("bridle", { createScriptURL: (url) => url });

const page = {
  startWorker: (url: string): Worker => new Worker(policy.createScriptURL(url), { type: "module" }),

  /** Runs one case of a contract in a worker: nothing, or what failed. */
  runCase(contract: string, index: number, options: object = {}): Promise<string | null> {
    const worker = page.startWorker(contractWorkerUrl);
    return new Promise((resolve) => {
      worker.addEventListener("message", ({ data }: MessageEvent<string | null>) => {
        worker.terminate();
        resolve(data);
      });
      worker.addEventListener("error", ({ message }) => resolve(message));
      worker.postMessage({ contract, index, ...options });
    });
  },

  connect: () => connectClient({ workerFactory: () => page.startWorker(hostWorkerUrl) }),
  connectToNothing: () => connectClient({ workerFactory: () => page.startWorker("/assets/absent.js") }),
};

export type Page = typeof page;
Object.assign(globalThis, { page });
