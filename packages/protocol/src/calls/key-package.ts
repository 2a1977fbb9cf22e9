import { chainCodec } from "../chain.ts";
import { bool, bytes, list, optional, struct, u16 } from "../codec.ts";
import { AccountId, DeviceId } from "../ids.ts";
import { limits } from "../limits.ts";
import { call, nothing, perDevice, perAccount, housekeeping } from "./call.ts";
import { permission } from "./fields.ts";

/** Key packages, opened by a grant. */
export const keyPackageCalls = {
  "keyPackage.publish": call({
    tag: 22,
    auth: "session",
    rate: perDevice(30, 30),
    request: struct({
      packages: list(bytes({ max: limits.keyPackageMax }), { max: limits.keyPackagesPerCall }),
      lastResort: optional(bytes({ max: limits.keyPackageMax })),
    }),
    reply: struct({ count: u16 }),
    outcomes: ["too_many_key_packages"],
  }),
  "keyPackage.count": call({
    tag: 23,
    auth: "session",
    rate: housekeeping,
    request: nothing,
    reply: struct({ count: u16, lastResort: bool }),
  }),
  "keyPackage.fetch": call({
    tag: 24,
    auth: "session",
    rate: perAccount(60, 60),
    request: struct({ accountId: AccountId.codec, permission }),
    reply: struct({
      chain: chainCodec,
      devices: list(struct({ deviceId: DeviceId.codec, keyPackage: bytes({ max: limits.keyPackageMax }) }), {
        max: limits.devicesMax,
      }),
    }),
    outcomes: ["no_grant", "no_key_packages"],
  }),
} as const;
