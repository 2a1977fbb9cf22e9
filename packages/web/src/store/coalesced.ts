/** At most this often: a flood of events is shown twelve times a second, which looks like at once. */
const PAUSE_MS = 80;

/**
 * Runs something that fetches, at most once at a time and not more often than every `pauseMs`: asked for again
 * meanwhile, it runs once more afterwards. A hundred events in a row cost a few fetches. The promise settles
 * after a run that began after the call.
 */
export function coalesced(run: () => Promise<void>, pauseMs = PAUSE_MS): () => Promise<void> {
  let pause: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  const start = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    pause = promise;
    try {
      await run();
    } finally {
      setTimeout(() => {
        if (pause === promise) pause = undefined;
        resolve();
      }, pauseMs);
    }
  };
  return () => {
    if (pause === undefined) return start();
    next ??= pause.then(() => {
      next = undefined;
      return start();
    });
    return next;
  };
}
