import type { PlainKey } from "../words/catalogue.ts";

/** Why a message was not sent, by the outcome that the client names in `failure`. */
export function failureText(failure: string | undefined): PlainKey {
  switch (failure) {
    case "blocked":
    case "no_grant":
      return "failure.blocked";
    case "safety_number_changed":
      return "failure.safetyNumber";
    case "text_too_long":
      return "failure.tooLong";
    case "conversation_ended":
      return "failure.ended";
    default:
      return "failure.other";
  }
}
