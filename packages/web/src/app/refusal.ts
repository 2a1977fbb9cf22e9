import type { ApiRefusal, BadParams } from "@bridle/client";
import type { PlainKey } from "../words/catalogue.ts";

export type RefusalKind = ApiRefusal["kind"] | BadParams["kind"];

const TEXTS: Readonly<Record<RefusalKind, PlainKey>> = {
  not_registered: "refused.notRegistered",
  already_registered: "refused.alreadyRegistered",
  handle_invalid: "refused.handleInvalid",
  handle_reserved: "refused.handleReserved",
  handle_taken: "refused.handleTaken",
  registration_code_required: "refused.codeRequired",
  registration_code_invalid: "refused.codeInvalid",
  recovery_key_invalid: "refused.wordsInvalid",
  recovery_key_mismatch: "refused.wordsMismatch",
  unknown_account: "refused.unknownAccount",
  not_an_invite: "refused.notAnInvite",
  wrong_server: "refused.wrongServer",
  invite_not_usable: "refused.inviteNotUsable",
  own_invite: "refused.ownInvite",
  unknown_introduction: "refused.unknownIntroduction",
  unknown_contact: "refused.unknownContact",
  unknown_conversation: "refused.unknownConversation",
  unknown_message: "refused.unknownMessage",
  message_id_taken: "refused.unexpected",
  unknown_notice: "refused.unexpected",
  not_your_message: "refused.notYourMessage",
  blocked: "refused.blocked",
  no_grant: "refused.noGrant",
  no_key_packages: "refused.noKeyPackages",
  different_keys: "refused.differentKeys",
  safety_number_changed: "refused.safetyNumberChanged",
  text_too_long: "refused.textTooLong",
  rate_limited: "refused.rateLimited",
  server_unreachable: "refused.serverUnreachable",
  server_identity_changed: "refused.serverChanged",
  storage_full: "refused.storageFull",
  device_removed: "refused.deviceRemoved",
  conversation_ended: "refused.conversationEnded",
  refused_by_server: "refused.byServer",
  interrupted: "refused.interrupted",
  not_connected: "refused.notConnected",
  words_confirmed: "refused.wordsConfirmed",
  bad_params: "refused.unexpected",
};

/** Says a refusal in plain words: what happened, what is safe, what to do. */
export function refusalText(kind: RefusalKind): PlainKey {
  return TEXTS[kind];
}
