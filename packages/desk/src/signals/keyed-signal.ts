import type { Signal } from "./signal.ts";

/**
 * A signal as rules see it and as it is stored: whom it would have reached is a pseudonym, 16 bytes in hex,
 * keyed for 14 days. Equal within that time, nothing after it.
 */
export interface KeyedSignal extends Omit<Signal, "target"> {
  readonly target?: string;
}
