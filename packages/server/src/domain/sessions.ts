import { equalBytes, limits, toHex } from "@bridle/protocol";
import type { DeviceRow } from "../ports/rows.ts";
import type { Caller } from "./caller.ts";

const OPEN_CHALLENGES_MAX = 4;

interface Challenge {
  readonly nonce: Uint8Array;
  readonly expiresAtMs: number;
}

/** The nonces given out on one connection; each proves one thing, on this connection, within a minute. */
export class Challenges {
  #open: readonly Challenge[] = [];

  add(nonce: Uint8Array, nowMs: number): void {
    const challenge = { nonce, expiresAtMs: nowMs + limits.challengeLifetimeMs };
    this.#open = [...this.#open, challenge].slice(-OPEN_CHALLENGES_MAX);
  }

  /** Whether the nonce was open; it isn't any more. */
  take(nonce: Uint8Array, nowMs: number): boolean {
    const found = this.#open.find((challenge) => equalBytes(challenge.nonce, nonce));
    if (found === undefined) return false;
    this.#open = this.#open.filter((challenge) => challenge !== found);
    return nowMs < found.expiresAtMs;
  }
}

interface Session {
  readonly caller: Caller;
  readonly expiresAtMs: number;
}

/**
 * Tokens that let a device come back without a new signature, one per device. Only in memory: a
 * restart of the server costs each device one signature.
 */
export class Tokens {
  /** In the order in which they expire, because all live equally long. */
  readonly #byToken = new Map<string, Session>();
  readonly #byDevice = new Map<DeviceRow, string>();

  /** Replaces the device's token. Returns when the new one expires. */
  add(token: Uint8Array, caller: Caller, nowMs: number): number {
    this.#expire(nowMs);
    this.revoke([caller.device]);
    const expiresAtMs = nowMs + limits.sessionTokenLifetimeMs;
    const name = toHex(token);
    this.#byToken.set(name, { caller, expiresAtMs });
    this.#byDevice.set(caller.device, name);
    return expiresAtMs;
  }

  find(token: Uint8Array, nowMs: number): Session | undefined {
    const session = this.#byToken.get(toHex(token));
    return session !== undefined && nowMs < session.expiresAtMs ? session : undefined;
  }

  revoke(devices: readonly DeviceRow[]): void {
    for (const device of devices) {
      const name = this.#byDevice.get(device);
      if (name === undefined) continue;
      this.#byDevice.delete(device);
      this.#byToken.delete(name);
    }
  }

  #expire(nowMs: number): void {
    for (const [name, session] of this.#byToken) {
      if (nowMs < session.expiresAtMs) return;
      this.#byToken.delete(name);
      this.#byDevice.delete(session.caller.device);
    }
  }
}
