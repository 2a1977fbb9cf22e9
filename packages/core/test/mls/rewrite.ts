import { assert, concatBytes, equalBytes } from "@bridle/protocol";
import { contentTypes, type CiphersuiteImpl } from "ts-mls";
import { FRAMED_CONTENT_LABEL, framedContentTbsOf } from "../../src/mls/framed-content.ts";
import { signContent } from "../../src/mls/labels.ts";
import { TlsReader } from "../../src/mls/tls.ts";

const MEMBER = 1;

/** What an honest commit of a member is turned into. */
export interface Rewriting {
  /** Encoded proposals, as a vector, in place of those that the library put there. */
  readonly proposals: Uint8Array;
}

/**
 * A suite through which a commit that the library makes becomes another one: other proposals are put in
 * where their bytes count, in what is signed, in the transcript, and in what is encrypted.
 */
export function rewriteCommit(cipherSuite: CiphersuiteImpl, rewriting: Rewriting): CiphersuiteImpl {
  const { signature, hash, hpke, kdf } = cipherSuite;
  let rewritten: Rewritten | undefined;
  let encryptions = 0;
  return {
    ...cipherSuite,
    signature: {
      ...signature,
      sign(key, message) {
        const tbs = framedContentTbsOf(message);
        if (tbs === undefined) return signature.sign(key, message);
        rewritten = rewriteTbs(tbs, rewriting);
        return signature.sign(key, signContent(FRAMED_CONTENT_LABEL, rewritten.framedContentTbs));
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
        if (encryptions > 1) return hpke.encryptAead(key, nonce, aad, plaintext);
        const reader = new TlsReader(plaintext);
        reader.vector();
        const content = concatBytes(rewriting.proposals, plaintext.subarray(reader.offset));
        return hpke.encryptAead(key, nonce, aad, content);
      },
    },
  };
}

interface Rewritten {
  readonly framedContentTbs: Uint8Array;
  /** Wire format and content up to the path, as the library has them and as they go out. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

function rewriteTbs(tbs: Uint8Array, { proposals }: Rewriting): Rewritten {
  const layout = commitLayout(tbs);
  assert(layout !== undefined, "a commit is signed");
  const after = concatBytes(tbs.subarray(layout.wireFormat, layout.proposals), proposals);
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

/** Where the parts of a commit lie in its FramedContentTBS: offsets of their first bytes. */
interface CommitLayout {
  readonly wireFormat: number;
  readonly proposals: number;
  readonly path: number;
}

function commitLayout(framedContentTbs: Uint8Array): CommitLayout | undefined {
  const reader = new TlsReader(framedContentTbs);
  reader.raw(2); // version
  const wireFormat = reader.offset;
  reader.raw(2);
  reader.vector(); // group id
  reader.raw(8); // epoch
  if (reader.uint(1) === MEMBER) reader.raw(4);
  reader.vector(); // authenticated data
  const contentType = reader.uint(1);
  const proposals = reader.offset;
  reader.vector();
  const path = reader.offset;
  return reader.failed || contentType !== contentTypes.commit ? undefined : { wireFormat, proposals, path };
}
