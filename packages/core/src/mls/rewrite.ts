import { assert, concatBytes, equalBytes } from "@bridle/protocol";
import type { CiphersuiteImpl } from "ts-mls";
import { commitLayout, framedContentTbsOf, signContentOf } from "./framed-content.ts";

/** What an empty commit of a member is turned into. */
export interface Rewriting {
  /** Encoded proposals, as a vector, in place of the empty one. */
  readonly proposals: Uint8Array;
  /** An encoded Sender (RFC 9420 §6) in place of the member; only for public messages. */
  readonly sender?: Uint8Array;
}

/**
 * A suite through which the library's empty commit becomes another one. The library makes an
 * empty commit with an update path for a tree; what else the commit says is put in where its bytes
 * count: in what is signed, in the transcript, and in what is encrypted. `framedContentTbs` gives
 * the FramedContentTBS that was really signed.
 */
export function rewriteCommit(
  cipherSuite: CiphersuiteImpl,
  rewriting: Rewriting,
): { readonly cipherSuite: CiphersuiteImpl; readonly framedContentTbs: () => Uint8Array } {
  const { signature, hash, hpke, kdf } = cipherSuite;
  let rewritten: Rewritten | undefined;
  let encryptions = 0;
  const adapted: CiphersuiteImpl = {
    ...cipherSuite,
    signature: {
      ...signature,
      sign(key, message) {
        const tbs = framedContentTbsOf(message);
        if (tbs === undefined) return signature.sign(key, message);
        rewritten = rewriteTbs(tbs, rewriting);
        return signature.sign(key, signContentOf(rewritten.framedContentTbs));
      },
    },
    hash: {
      ...hash,
      digest: (data) =>
        hash.digest(rewritten === undefined ? data : rewriteTranscript(data, kdf.size, rewritten)),
    },
    hpke: {
      ...hpke,
      encryptAead(...[key, nonce, aad, plaintext]) {
        encryptions += 1;
        // Of a private message the content comes first, then its sender data; then a GroupInfo.
        const isContent = encryptions === 1 && rewriting.sender === undefined;
        if (!isContent) return hpke.encryptAead(key, nonce, aad, plaintext);
        assert(plaintext[0] === 0, "an empty commit has an empty list of proposals");
        const content = concatBytes(rewriting.proposals, plaintext.subarray(1));
        return hpke.encryptAead(key, nonce, aad, content);
      },
    },
  };
  return {
    cipherSuite: adapted,
    framedContentTbs() {
      assert(rewritten !== undefined, "a commit was signed");
      return rewritten.framedContentTbs;
    },
  };
}

interface Rewritten {
  readonly framedContentTbs: Uint8Array;
  /** Wire format and content up to the path, as the library has them and as they go out. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

function rewriteTbs(tbs: Uint8Array, { proposals, sender }: Rewriting): Rewritten {
  const layout = commitLayout(tbs);
  assert(layout !== undefined && tbs[layout.proposals] === 0, "an empty commit is signed");
  const after = concatBytes(
    tbs.subarray(layout.wireFormat, layout.sender),
    sender ?? tbs.subarray(layout.sender, layout.authenticatedData),
    tbs.subarray(layout.authenticatedData, layout.proposals),
    proposals,
  );
  return {
    before: tbs.slice(layout.wireFormat, layout.path),
    after,
    framedContentTbs: concatBytes(tbs.subarray(0, layout.wireFormat), after, tbs.subarray(layout.path)),
  };
}

/** ConfirmedTranscriptHashInput follows the interim transcript hash (§8.2); other data stays. */
function rewriteTranscript(data: Uint8Array, start: number, { before, after }: Rewritten): Uint8Array {
  const end = start + before.length;
  return equalBytes(data.subarray(start, end), before)
    ? concatBytes(data.subarray(0, start), after, data.subarray(end))
    : data;
}
