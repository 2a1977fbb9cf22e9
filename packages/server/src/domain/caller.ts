import type { AccountId, DeviceId } from "@bridle/protocol";
import type { AccountRow, DeviceRow } from "../ports/rows.ts";

/** A device that proved its key on this connection. */
export interface Caller {
  readonly account: AccountRow;
  readonly accountId: AccountId;
  readonly device: DeviceRow;
  readonly deviceId: DeviceId;
  /** The client build that it claims. */
  readonly build: string;
  /** The service that its account belongs to. */
  readonly platform: string;
}
