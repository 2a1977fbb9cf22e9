import type { Signal, SignalKind } from "@bridle/desk";
import { concatBytes, utf8Encode } from "@bridle/protocol";
import type { SignalSink } from "../src/ports/signal-sink.ts";
import { sha256 } from "./wire.ts";

/** Keeps every signal that a server tells. */
export class SignalRecorder implements SignalSink {
  readonly signals: Signal[] = [];

  take(signal: Signal): void {
    this.signals.push(signal);
  }

  tag(kind: string, material: Uint8Array): Uint8Array {
    return sha256(concatBytes(utf8Encode(kind), material)).slice(0, 16);
  }

  of(kind: SignalKind): readonly Signal[] {
    return this.signals.filter((signal) => signal.kind === kind);
  }

  forget(): void {
    this.signals.length = 0;
  }
}
