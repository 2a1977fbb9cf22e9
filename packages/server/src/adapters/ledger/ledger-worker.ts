import { parentPort, workerData } from "node:worker_threads";
import type { Answering, Asking } from "./ledger-calls.ts";
import { LedgerFolder } from "./ledger-folder.ts";
import type { LedgerOptions } from "./ledger-parts.ts";

// The ledger's thread: VRF proofs and epochs take milliseconds that no message should wait for.

const port = parentPort;
if (port === null) throw new Error("assertion failed: this is a thread's program");
// Given by `LedgerThread`, in this program.
const ledger = new LedgerFolder(workerData as LedgerOptions);

port.on("message", (asking: Asking) => {
  answer(asking).then(
    (value) => port.postMessage(answering(asking, { value, failed: false })),
    () => port.postMessage(answering(asking, { failed: true })),
  );
});

function answering(
  { id }: Asking,
  outcome: { readonly value?: unknown; readonly failed: boolean },
): Answering {
  return {
    id,
    ...outcome,
    state: ledger.state,
    epochs: ledger.epochs,
    policy: ledger.policy(),
    terms: ledger.terms(),
  };
}

function answer(asking: Asking): Promise<unknown> {
  switch (asking.name) {
    case "begin":
      return ledger.begin();
    case "lookup":
      return ledger.lookup(...asking.args);
    case "consistency":
      return ledger.consistency(...asking.args);
    case "publishEpoch":
      return ledger.publishEpoch(...asking.args);
    case "append":
      return ledger.append(...asking.args);
    case "resource":
      return ledger.resource(...asking.args);
    case "close":
      return ledger.close();
  }
}
