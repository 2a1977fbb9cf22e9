import type { MessageId } from "@bridle/protocol";

/** An id for a message that a page is about to write: with it, writing may be tried again without doubling. */
export function freshMessageId(): MessageId {
  // Hexadecimal of the right length; the page needn't load the parser for what it made itself.
  return crypto.randomUUID().replaceAll("-", "") as MessageId;
}
