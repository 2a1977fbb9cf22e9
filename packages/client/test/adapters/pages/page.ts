import { connectClient } from "../../../src/adapters/browser/index.ts";
import { post } from "../../../src/adapters/browser/post.ts";
// oxlint-disable-next-line import/default -- Vite makes it
import clientWorkerUrl from "./client-worker.ts?worker&url";
// oxlint-disable-next-line import/default -- Vite makes it
import contractWorkerUrl from "./contract-worker.ts?worker&url";
// oxlint-disable-next-line import/default -- Vite makes it
import hostWorkerUrl from "./host-worker.ts?worker&url";
// oxlint-disable-next-line import/default -- Vite makes it
import storeWorkerUrl from "./store-worker.ts?worker&url";

// What the tests call through the page. Served with the app's policies: no inline script, Trusted Types.

interface ScriptPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

declare const trustedTypes: TrustedTypes;
const policy = trustedTypes.createPolicy("bridle", { createScriptURL: (url) => url });

const page = {
  startWorker: (url: string): Worker => new Worker(policy.createScriptURL(url), { type: "module" }),

  /** What a worker's script answers to one message: of a contract's case nothing, or what failed. */
  ask(url: string, message: object): Promise<string | null> {
    const worker = page.startWorker(url);
    return new Promise((resolve) => {
      worker.addEventListener("message", ({ data }: MessageEvent<string | null>) => {
        worker.terminate();
        resolve(data);
      });
      worker.addEventListener("error", ({ message }) => resolve(message));
      post(worker, message);
    });
  },

  runCase: (contract: string, index: number, options: object = {}) =>
    page.ask(contractWorkerUrl, { contract, index, ...options }),
  runTask: async (task: string, options: object) =>
    String(await page.ask(storeWorkerUrl, { task, ...options })),

  connect: () => connectClient({ workerFactory: () => page.startWorker(hostWorkerUrl) }),
  connectForReal: () => connectClient({ workerFactory: () => page.startWorker(clientWorkerUrl) }),
  connectToNothing: () => connectClient({ workerFactory: () => page.startWorker("/assets/absent.js") }),
};

export type Page = typeof page;
Object.assign(globalThis, { page, at: () => globalThis });
