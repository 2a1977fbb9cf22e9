import type { Brand } from "@bridle/protocol";

// Row numbers name what is stored in fewer bytes than ids do. A store hands them out and never gives
// one out twice, not even after the row is gone; only a payload's may come back after a restart.

export type AccountRow = Brand<number, "AccountRow">;
export type DeviceRow = Brand<number, "DeviceRow">;
export type ConversationRow = Brand<number, "ConversationRow">;
export type PayloadRow = Brand<number, "PayloadRow">;
