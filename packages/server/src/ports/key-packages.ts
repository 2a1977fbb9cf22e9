import type { DeviceRow } from "./rows.ts";

/** One-time key packages of devices, and one of last resort each. */
export interface KeyPackages {
  /** One-time packages only. */
  count(device: DeviceRow): number;
  hasLastResort(device: DeviceRow): boolean;
  add(device: DeviceRow, keyPackage: Uint8Array): void;
  setLastResort(device: DeviceRow, keyPackage: Uint8Array): void;
  /** The oldest one-time package, which is gone with it; else the last resort, which stays. */
  take(device: DeviceRow): Uint8Array | undefined;
  removeAll(device: DeviceRow): void;
}
