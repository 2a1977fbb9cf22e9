import { runClientWorker } from "../../../src/adapters/worker/index.ts";

runClientWorker({ build: "bridle-test/0" });
