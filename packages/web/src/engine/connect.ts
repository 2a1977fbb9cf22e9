import { connectClient } from "@bridle/client/browser";
// oxlint-disable-next-line import/default -- Vite makes it of the query
import workerUrl from "../worker/client-worker.ts?worker&url";
import type { Engine } from "./engine.ts";
import { keepShell, serviceWorkerUrl } from "./shell.ts";
import { scriptUrlPolicy } from "./trusted-url.ts";

const policy = scriptUrlPolicy([workerUrl, serviceWorkerUrl]);

/** Starts the client in its worker, or finds the one that another tab of this browser runs. */
export function connectEngine(): Engine {
  return connectClient({
    workerFactory: () => new Worker(policy.createScriptURL(workerUrl), { type: "module", name: "bridle" }),
  });
}

/** Lets the app start without the server from now on, and newer builds take their turn. */
export async function keepAppHere(opened: Promise<void>): Promise<void> {
  // Vite's own server, in development, has no build to keep.
  if (import.meta.env.PROD) await keepShell(policy, opened);
}
