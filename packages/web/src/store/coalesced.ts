/**
 * Runs something that fetches, at most once at a time: asked for again while it runs, it runs once more
 * afterwards. A hundred events in a row cost two fetches. The promise settles after a run that began after
 * the call.
 */
export function coalesced(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = (): Promise<void> => {
    running = run().finally(() => (running = undefined));
    return running;
  };
  return () => {
    if (running === undefined) return start();
    next ??= running.then(
      () => ((next = undefined), start()),
      () => ((next = undefined), start()),
    );
    return next;
  };
}
