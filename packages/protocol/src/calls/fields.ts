import { chainStatement } from "../chain.ts";
import { bytes, fixedBytes, struct } from "../codec.ts";
import { GrantId } from "../ids.ts";

// Parts that requests and replies of several topics share.

/** One chain statement as it is hashed. */
export const statementBytes = bytes({ max: chainStatement.maxBytes });

/** X-Wing public key (draft-connolly-cfrg-xwing-kem). */
export const introductionKey = fixedBytes(1216);

/** Shows that the caller holds a grant. */
export const permission = struct({ grantId: GrantId.codec, accessKey: fixedBytes(32) });

/** A signature over `proofSigningInput` of the nonce that `session.challenge` gave. */
export const proof = struct({ nonce: fixedBytes(32), signature: fixedBytes(64) });
