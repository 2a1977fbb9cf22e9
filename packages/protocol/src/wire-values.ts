import { authenticatedData, mailboxAddress } from "./authenticated-data.ts";
import { refusal } from "./calls/index.ts";
import { chainCodec, chainStatement } from "./chain.ts";
import type { Codec } from "./codec.ts";
import { introduction, invitation, paddedIntroduction, sealedInvitation } from "./consent.ts";
import { contentBody, contentBodyV2, contentMessage, contentMessageV2, frankedContent } from "./content.ts";
import { directoryIdentity } from "./directory-identity.ts";
import { clientFrame, serverFrame } from "./frames.ts";
import { inviteLinkPayload } from "./link.ts";
import { accepted, ephemeral, mailboxEntry } from "./mailbox.ts";
import { notice, noticeKeySuccessor, noticeLetter } from "./notice.ts";
import { receipt, receiptLeaf } from "./receipt.ts";

/**
 * Every value of the wire by name, besides the calls' requests and replies: documents, golden vectors and
 * properties are made for each of them, so whoever adds a codec adds it here.
 */
export const wireValues = {
  clientFrame,
  serverFrame,
  refusal,
  mailboxEntry,
  ephemeral,
  accepted,
  chain: chainCodec,
  chainStatement,
  authenticatedData,
  mailboxAddress,
  contentMessage,
  contentBody,
  contentMessageV2,
  contentBodyV2,
  directoryIdentity,
  frankedContent,
  introduction,
  paddedIntroduction,
  invitation,
  sealedInvitation,
  receipt,
  receiptLeaf,
  inviteLinkPayload,
  notice,
  noticeLetter,
  noticeKeySuccessor,
} as const satisfies Readonly<Record<string, Codec<unknown>>>;
