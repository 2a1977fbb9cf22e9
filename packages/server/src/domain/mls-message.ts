import {
  decodeAuthenticatedData,
  readMlsFraming,
  type AuthenticatedData,
  type MlsFraming,
  type OuterClass,
} from "@bridle/protocol";

/** What the server reads of an MLS message: its clear head and the data that its sender signed. */
export interface MlsMessage {
  readonly framing: MlsFraming;
  readonly data: AuthenticatedData;
}

/** Which of the three kinds of message that we carry this is; `undefined` for all others. */
export function readMlsMessage(bytes: Uint8Array): MlsMessage | undefined {
  const framing = readMlsFraming(bytes);
  if (!framing.ok) return undefined;
  const data = decodeAuthenticatedData(framing.value.authenticatedData);
  if (!data.ok || !isFramedAs(framing.value, data.value.outerClass)) return undefined;
  return { framing: framing.value, data: data.value };
}

function isFramedAs(framing: MlsFraming, outerClass: OuterClass): boolean {
  const { wireFormat, contentType, sender } = framing;
  switch (outerClass) {
    case "message":
      return wireFormat === "private_message" && contentType === "application";
    case "commit":
      return wireFormat === "private_message" && contentType === "commit";
    case "rejoin":
      return wireFormat === "public_message" && contentType === "commit" && sender === "new_member_commit";
  }
}
