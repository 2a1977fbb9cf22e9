import { createClient } from "../../engine/client.ts";
import { ClientHost, type CreateHosted } from "./client-host.ts";

/**
 * The whole of the dedicated worker's script: opens this browser's store, runs the client in it and
 * serves every tab. The server is the one that the script came from. `build`: name and version of the app.
 */
export function runClientWorker(options: { readonly build: string }): void {
  const { build } = options;
  runWorkerWith((platform) => createClient(platform, { server: location.origin, build }));
}

/** `runClientWorker` with another client. */
export function runWorkerWith(createHosted: CreateHosted): void {
  // The page's one message names the leader, so that it can speak for a worker that doesn't start.
  addEventListener(
    "message",
    ({ data }: MessageEvent<{ readonly leader: string }>) =>
      void new ClientHost(data.leader, createHosted).start(),
    { once: true },
  );
}
