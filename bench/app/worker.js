import { runClientWorker } from "@bridle/client/worker";

runClientWorker({ build: "bench" });
