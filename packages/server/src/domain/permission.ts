import { AccountId, concatBytes, equalBytes, type GrantId } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { AccountRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";

export interface Permission {
  readonly grantId: GrantId;
  readonly accessKey: Uint8Array;
}

/** What a grant stores: it names nobody, and only its holder's own session can show the other half. */
export function holderHash(crypto: ServerCrypto, accessKey: Uint8Array, holder: AccountId): Uint8Array {
  return crypto.sha256(concatBytes(accessKey, AccountId.toBytes(holder)));
}

/** Whether `granter` permits `holder` to reach it. An unknown granter permits nothing. */
export function isPermitted(
  tables: Tables,
  crypto: ServerCrypto,
  claim: {
    readonly granter: AccountRow | undefined;
    readonly holder: AccountId;
    readonly permission: Permission;
  },
): boolean {
  const { granter, holder, permission } = claim;
  const shown = holderHash(crypto, permission.accessKey, holder);
  const kept = granter === undefined ? undefined : tables.consents.grant(granter, permission.grantId);
  return kept !== undefined && equalBytes(kept, shown);
}
