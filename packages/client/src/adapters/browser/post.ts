/** Channels and workers have no target origin: both ends are of this origin. */
interface Target {
  postMessage(message: unknown): void;
}

/** Sends a message by structured clone. */
export function post(target: Target, message: object): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- not a window
  target.postMessage(message);
}
