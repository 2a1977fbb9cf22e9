import { connectClient } from "@bridle/client/browser";
// oxlint-disable-next-line import/default -- Vite makes it of the query
import workerUrl from "../worker/client-worker.ts?worker&url";
import type { Engine } from "./engine.ts";
import { scriptUrlPolicy } from "./trusted-url.ts";

/** Starts the client in its worker, or finds the one that another tab of this browser runs. */
export function connectEngine(): Engine {
  const policy = scriptUrlPolicy(workerUrl);
  return connectClient({
    workerFactory: () => new Worker(policy.createScriptURL(workerUrl), { type: "module", name: "bridle" }),
  });
}
