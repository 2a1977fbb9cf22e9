import { AccountId, concatBytes, utf8Encode } from "@bridle/protocol";
import { sha256 } from "../crypto/index.ts";

export interface NumberedParty {
  readonly accountId: AccountId;
  readonly rootKey: Uint8Array;
}

const LABEL = utf8Encode("bridle/safety-number/v1\0");

/**
 * Sixty digits that two people compare: thirty from each side, the smaller half first, so that both
 * see the same. It stands on the account and its root key: a new phone doesn't change it, a new
 * identity does. 30 digits are 99 bits; finding another account with the same half is out of reach.
 */
export function safetyNumber(mine: NumberedParty, theirs: NumberedParty): string {
  return [half(mine), half(theirs)].toSorted().join("");
}

function half(party: NumberedParty): string {
  const digest = sha256(concatBytes(LABEL, AccountId.toBytes(party.accountId), party.rootKey));
  let digits = "";
  for (let group = 0; group < 6; group++) {
    const chunk = digest.subarray(5 * group, 5 * group + 5);
    const value = chunk.reduce((sum, byte) => sum * 256 + byte, 0);
    digits += String(value % 100_000).padStart(5, "0");
  }
  return digits;
}
