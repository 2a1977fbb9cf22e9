import type { Transport } from "@bridle/client";
import {
  callName,
  calls,
  clientFrame,
  decode,
  encode,
  encodeRefusal,
  serverFrame,
  statuses,
  type CallName,
  type ServerFrame,
} from "@bridle/protocol";

/** What a hostile server answers in the honest one's place: a reply's bytes, the name of an outcome or a status, or nothing. */
export type Lie = (name: CallName, body: Uint8Array) => Promise<Uint8Array | string | undefined>;

/** A transport whose server answers some calls by itself. */
export function answering(inner: Transport, lie: () => Lie | undefined): Transport {
  return {
    connect(url, events) {
      const socket = inner.connect(url, events);
      const send = async (bytes: Uint8Array): Promise<void> => {
        const frame = decode(clientFrame, bytes);
        const name = frame.ok && frame.value.kind === "call" ? callName(frame.value.tag) : undefined;
        const lies = lie();
        if (!frame.ok || frame.value.kind !== "call" || name === undefined || lies === undefined) {
          return socket.send(bytes);
        }
        const said = await lies(name, frame.value.body);
        if (said === undefined) return socket.send(bytes);
        return events.frame(encode(serverFrame, replyFrame(frame.value.id, name, said)));
      };
      return {
        // In order where nobody lies; a lie takes its time.
        send: (bytes) => void (lie() === undefined ? socket.send(bytes) : send(bytes)),
        get bufferedBytes() {
          return socket.bufferedBytes;
        },
        close: () => socket.close(),
      };
    },
  };
}

function replyFrame(id: number, name: CallName, said: Uint8Array | string): ServerFrame {
  if (said instanceof Uint8Array) return { kind: "reply", id, status: "reply", body: said };
  const kind = statuses.find((status) => status === said);
  if (kind !== undefined) {
    const body = encodeRefusal({ kind, detail: "", retryAfterMs: 100 });
    return { kind: "reply", id, status: "refusal", body };
  }
  const outcomes: readonly string[] = calls[name].outcomes;
  return { kind: "reply", id, status: "outcome", body: Uint8Array.of(outcomes.indexOf(said)) };
}
