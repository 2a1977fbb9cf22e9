import type { DeskCallName, DeskRefusal, DeskReply, PasskeyJson } from "@bridle/desk";
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";

// What the server of this page's own origin says has the types of the declaration that both sides are made
// from. It can only harm who is at its own desk, and the server decides again whatever a page asks for.

export type Said<N extends DeskCallName> =
  | { readonly value: DeskReply<N> }
  | { readonly refusal: DeskRefusal };

export function saidOf<N extends DeskCallName>(json: unknown): Said<N> {
  return json as Said<N>;
}

export function creationOptions(json: PasskeyJson): { optionsJSON: PublicKeyCredentialCreationOptionsJSON } {
  return { optionsJSON: json as unknown as PublicKeyCredentialCreationOptionsJSON };
}

export function requestOptions(json: PasskeyJson): { optionsJSON: PublicKeyCredentialRequestOptionsJSON } {
  return { optionsJSON: json as unknown as PublicKeyCredentialRequestOptionsJSON };
}
