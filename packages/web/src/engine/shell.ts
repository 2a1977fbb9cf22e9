import type { ScriptUrlPolicy } from "./trusted-url.ts";

/** Where the service worker's script is; beside the pages, so that it may answer for all of them. */
export const serviceWorkerUrl = "/sw.js";

/**
 * Keeps the app's files in this browser. A newer build installs itself beside the one that runs, and takes over at the
 * start of a page when no other is open; the page then loads again, all from the newer one.
 */
export async function keepShell(policy: ScriptUrlPolicy, opened: Promise<void>): Promise<void> {
  // Not there without https, and in some private windows. Then the app needs the server to start.
  if (!("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  let served = serviceWorker.controller !== null;
  serviceWorker.addEventListener("controllerchange", () => {
    if (served) location.reload();
    served = true;
  });
  // Fetching everything for the first time doesn't hold up the first screen. A newer build that waits takes over at once,
  // before anything is typed.
  if (!served) await opened;
  try {
    const registration = await serviceWorker.register(policy.createScriptURL(serviceWorkerUrl));
    registration.waiting?.postMessage("take over");
  } catch {
    // The server is away, or the browser keeps nothing: what is here already goes on.
  }
}
