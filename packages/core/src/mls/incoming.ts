import { concatBytes } from "@bridle/protocol";
import {
  contentTypes,
  mlsMessageDecoder,
  protocolVersions,
  senderTypes,
  wireformats,
  type CiphersuiteImpl,
  type PrivateMessage,
  type PublicMessage,
} from "ts-mls";
import { Stop } from "./env.ts";
import { memberAt, type Group } from "./group.ts";
import { judgeCommit } from "./policy.ts";
import { TlsReader, uint, vector } from "./tls.ts";

/**
 * Looks at what the library decrypts before the library acts on it. Members are not trusted with
 * its state: a sender or a removal outside the tree makes rc.10 loop for ever, and a member's
 * commit with an external init takes the path of external commits.
 */
export function guardDecryption(
  group: Group,
  message: PrivateMessage,
): (cipherSuite: CiphersuiteImpl) => CiphersuiteImpl {
  let decryptions = 0;
  let sender = 0;
  return (cipherSuite) => ({
    ...cipherSuite,
    hpke: {
      ...cipherSuite.hpke,
      async decryptAead(...input) {
        const plaintext = await cipherSuite.hpke.decryptAead(...input);
        decryptions += 1;
        // Sender data comes first (RFC 9420 §6.3.2), then the content (§6.3.1).
        if (decryptions === 1) {
          sender = new TlsReader(plaintext).uint(4);
          if (memberAt(group, sender) === undefined) throw new Stop("unknown_member");
        } else if (message.contentType === contentTypes.commit) {
          judgeContent(group, message, { plaintext, sender });
        }
        return plaintext;
      },
    },
  });
}

function judgeContent(
  group: Group,
  message: PrivateMessage,
  opened: { readonly plaintext: Uint8Array; readonly sender: number },
): void {
  const asPublic = decodeAsPublic(message, opened);
  if (asPublic?.content.contentType !== contentTypes.commit) throw new Stop("malformed");
  const refusal = judgeCommit(group, asPublic.content.commit.proposals);
  if (refusal !== undefined) throw new Stop(refusal.kind);
}

/**
 * The content of a private message decoded by the library's decoder for public ones, which is the
 * only one it exports: the same content and authentication, and an empty membership tag.
 */
function decodeAsPublic(
  message: PrivateMessage,
  { plaintext, sender }: { readonly plaintext: Uint8Array; readonly sender: number },
): PublicMessage | undefined {
  const bytes = concatBytes(
    uint(protocolVersions.mls10, 2),
    uint(wireformats.mls_public_message, 2),
    vector(message.groupId),
    uint(message.epoch, 8),
    uint(senderTypes.member, 1),
    uint(sender, 4),
    vector(message.authenticatedData),
    uint(message.contentType, 1),
    plaintext,
    vector(new Uint8Array()),
  );
  const [decoded] = mlsMessageDecoder(bytes, 0) ?? [];
  return decoded?.wireformat === wireformats.mls_public_message ? decoded.publicMessage : undefined;
}
