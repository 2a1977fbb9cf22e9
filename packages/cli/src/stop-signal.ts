import process from "node:process";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Resolves on the first SIGINT or SIGTERM. A second one ends the process at once, as without this. */
export function stopSignal(): { readonly stopped: Promise<"stopped">; release(): void } {
  const { promise, resolve } = Promise.withResolvers<"stopped">();
  const stop = (): void => {
    release();
    resolve("stopped");
  };
  const release = (): void => {
    for (const signal of signals) process.off(signal, stop);
  };
  for (const signal of signals) process.on(signal, stop);
  return { stopped: promise, release };
}
