import type { AccountId, DeviceId } from "@bridle/protocol";
import type { AccountRow, DeviceRow } from "./rows.ts";

export interface Device {
  readonly row: DeviceRow;
  readonly account: AccountRow;
  readonly accountId: AccountId;
  readonly deviceId: DeviceId;
  /** Ed25519. */
  readonly signatureKey: Uint8Array;
  readonly activeAfterMs: number;
  /** Whether the chain lists it now. */
  readonly listed: boolean;
}

/** Devices that an account's chain lists or listed. */
export interface Devices {
  /** Also a device that isn't listed any more. */
  find(account: AccountRow, deviceId: DeviceId): Device | undefined;
  listed(account: AccountRow): readonly Device[];
  /** Lists a device; one that was listed before keeps its row, so its mailbox goes on counting. */
  list(device: Omit<Device, "row" | "listed">): DeviceRow;
  delist(row: DeviceRow): void;
  /** How many MLS messages the device has sealed, as far as the server knows. */
  sealedCount(row: DeviceRow): number;
  /** Keeps the larger of what is stored and `count`. On the path of every message. */
  raiseSealedCount(row: DeviceRow, count: number): void;
  /** Removes all devices of an account. */
  removeAll(account: AccountRow): void;
}
