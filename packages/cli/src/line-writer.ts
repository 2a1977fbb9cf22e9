import type { Writable } from "node:stream";
import type { LineSink } from "./rpc-loop.ts";

/** Lines to a stream, in the order of the calls; a write fails when the reader has gone. */
export function lineWriter(stream: Writable): LineSink {
  return {
    write: (line) =>
      new Promise((resolve, reject) => {
        stream.write(`${line}\n`, (fault) => {
          if (fault) reject(fault);
          else resolve();
        });
      }),
  };
}
