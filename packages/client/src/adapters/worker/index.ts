export { runClientWorker } from "../browser/run-client-worker.ts";
