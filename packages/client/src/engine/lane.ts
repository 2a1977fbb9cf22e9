/**
 * One thing at a time, in the order of asking. Whatever reads and changes a conversation's state runs
 * here, so nothing can come between reading an MLS state and writing its successor.
 */
export interface Lane {
  run<T>(task: () => Promise<T>): Promise<T>;
}

export function createLane(): Lane {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(task) {
      const result = last.then(task);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
