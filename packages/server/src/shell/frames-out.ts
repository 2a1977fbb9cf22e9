import {
  encode,
  encodeRefusal,
  outcomeIndex,
  serverFrame,
  type CommonRefusal,
  type GapReason,
  type ServerFrame,
} from "@bridle/protocol";
import type { Decided } from "../domain/bound-call.ts";

const DELIVER_TAG = 2;
const DELIVER_HEAD = 9;

/** The frame that answers a call. */
export function answerFrame(id: number, decided: Exclude<Decided, { readonly kind: "asked" }>): Uint8Array {
  switch (decided.kind) {
    case "reply":
      return encode(serverFrame, { kind: "reply", id, status: "reply", body: decided.body });
    case "outcome":
      return encode(serverFrame, {
        kind: "reply",
        id,
        status: "outcome",
        body: encode(outcomeIndex, decided.index),
      });
    case "refusal":
      return refusalFrame(id, decided.refusal);
  }
}

export function refusalFrame(id: number, refusal: CommonRefusal): Uint8Array {
  return encode(serverFrame, { kind: "reply", id, status: "refusal", body: encodeRefusal(refusal) });
}

/**
 * A `deliver` frame around an entry that is encoded already, so that a body is encoded once however
 * many it goes to. A test holds it against the codec.
 */
export function deliverFrame(seq: number, head: Uint8Array | undefined, body: Uint8Array): Uint8Array {
  const headSize = head?.length ?? 0;
  const frame = new Uint8Array(DELIVER_HEAD + headSize + body.length);
  const view = new DataView(frame.buffer);
  frame[0] = DELIVER_TAG;
  view.setUint32(1, Math.floor(seq / 0x1_0000_0000));
  view.setUint32(5, seq % 0x1_0000_0000);
  if (head !== undefined) frame.set(head, DELIVER_HEAD);
  frame.set(body, DELIVER_HEAD + headSize);
  return frame;
}

export function gapFrame(gap: {
  readonly seq: number;
  readonly from: number;
  readonly reason: GapReason;
}): Uint8Array {
  const { seq, from, reason } = gap;
  return encode(serverFrame, { kind: "deliver", seq, entry: { kind: "gap", from, to: seq, reason } });
}

export function caughtUpFrame(seq: number): Uint8Array {
  return encode(serverFrame, { kind: "caughtUp", seq });
}

export function goAwayFrame(
  reason: Extract<ServerFrame, { readonly kind: "goAway" }>["reason"],
  retryAfterMs: number,
): Uint8Array {
  return encode(serverFrame, { kind: "goAway", reason, retryAfterMs });
}
