import type { Transport } from "@bridle/client";
import { decode, encode, serverFrame, type ServerFrame } from "@bridle/protocol";

/** What a hostile server makes of a frame: any number of frames, or bytes that are none. */
export type Tamper = (frame: ServerFrame) => readonly (ServerFrame | Uint8Array)[];

/** A transport whose server lies: every frame goes through `tamper` before the client sees it. */
export function tampering(inner: Transport, tamper: () => Tamper): Transport {
  return {
    connect(url, events) {
      return inner.connect(url, {
        ...events,
        opened: () => events.opened(),
        closed: () => events.closed(),
        frame(bytes) {
          const frame = decode(serverFrame, bytes);
          if (!frame.ok) throw new Error(`the honest server sent ${frame.error.reason}`);
          for (const made of tamper()(frame.value)) {
            events.frame(made instanceof Uint8Array ? made : encode(serverFrame, made));
          }
        },
      });
    },
  };
}
