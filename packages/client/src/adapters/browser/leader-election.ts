import { post } from "./post.ts";
import { leaderLock } from "./tab-messages.ts";

/**
 * Waits for the one exclusive Web Lock; with it, starts the worker and keeps both until this page goes
 * away or the returned function is called. `failed`: the worker's script didn't load or didn't start.
 */
export function followLeader(options: {
  readonly workerFactory: () => Worker;
  readonly leads: () => void;
  readonly failed: (leader: string) => void;
}): () => void {
  const giveUp = new AbortController();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const lead = async (): Promise<void> => {
    options.leads();
    const worker = startWorker(options);
    await left;
    worker?.terminate();
  };
  navigator.locks.request(leaderLock, { signal: giveUp.signal }, lead).catch(() => {
    // Given up before it was this page's turn.
  });
  return () => {
    giveUp.abort();
    leave();
  };
}

function startWorker(options: {
  readonly workerFactory: () => Worker;
  readonly failed: (leader: string) => void;
}): Worker | undefined {
  const leader = crypto.randomUUID();
  try {
    const worker = options.workerFactory();
    worker.addEventListener("error", () => options.failed(leader));
    post(worker, { leader });
    return worker;
  } catch {
    options.failed(leader);
    return undefined;
  }
}
