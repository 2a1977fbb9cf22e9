import { scriptUrlPolicy } from "../../engine/trusted-url.ts";
import { fromWorker, resultOf } from "../brand.ts";
import type { CallName, Calls, RunProgress, ToWorker } from "../protocol.ts";
// oxlint-disable-next-line import/default -- Vite makes it of the query
import workerUrl from "../worker/check-worker.ts?worker&url";

const policy = scriptUrlPolicy([workerUrl]);
/** How long a run that was cancelled may take to end by itself. */
const CANCEL_WAIT_MS = 3_000;

/** The worker is gone: out of memory, or a fault in it. What it was asked has no answer. */
export class WorkerGone extends Error {}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Error) => void;
}

/** The page's end of the worker. */
export class Examiner {
  #onProgress: (progress: RunProgress) => void = () => undefined;
  /** None after one failed, until something is asked again. */
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;

  call<N extends CallName>(
    name: N,
    params: Calls[N]["params"],
    transfer: readonly Transferable[] = [],
  ): Promise<Calls[N]["result"]> {
    const id = this.#asked++;
    const message: ToWorker = { kind: "call", id, name, params };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(resultOf(name, value)), reject });
      this.#worker ??= this.#begin();
      this.#worker.postMessage(message, [...transfer]);
    });
  }

  /** One run; what comes of its progress goes to `onProgress`. */
  examine(
    params: Calls["examine"]["params"],
    transfer: readonly Transferable[],
    onProgress: (progress: RunProgress) => void,
  ): Promise<Calls["examine"]["result"]> {
    this.#onProgress = onProgress;
    return this.call("examine", params, transfer);
  }

  /**
   * Ends the run that is going on. It ends with its next read; one that doesn't is ended with its worker, and another
   * worker takes its place.
   */
  async cancel(running: Promise<unknown>): Promise<"ended" | "replaced"> {
    const message: ToWorker = { kind: "cancel" };
    this.#worker?.postMessage(message);
    const late = new Promise<"late">((resolve) => setTimeout(() => resolve("late"), CANCEL_WAIT_MS));
    const first = await Promise.race([running.then(over, over), late]);
    if (first !== "late") return "ended";
    this.#end(new WorkerGone("ended"));
    return "replaced";
  }

  #begin(): Worker {
    const worker = new Worker(policy.createScriptURL(workerUrl), { type: "module", name: "check" });
    worker.addEventListener("message", (event) => this.#heard(event));
    worker.addEventListener("error", () => this.#end(new WorkerGone("the worker failed")));
    return worker;
  }

  #heard(event: MessageEvent): void {
    const message = fromWorker(event);
    if (message.kind === "progress") return this.#onProgress(message.progress);
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.ok) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.fault));
  }

  #end(why: WorkerGone): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(why);
    this.#waiting.clear();
  }
}

function over(): "over" {
  return "over";
}
