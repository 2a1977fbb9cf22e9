import { fromHex } from "@bridle/protocol";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { WebAuthn } from "../../analysts/web-authn.ts";

/** Where the pages are: passkeys are bound to the name, answers to the origin. */
export interface DeskOrigin {
  /** The host's name, without a port. An IP address isn't one: browsers refuse it. */
  readonly rpId: string;
  readonly origin: string;
}

/** Loaded when somebody first comes to the desk: most starts of a server never need it. */
const library = (): Promise<typeof import("@simplewebauthn/server")> => import("@simplewebauthn/server");

/** WebAuthn Level 3 with user verification, and without attestation: who made a key isn't our business. */
export function simpleWebAuthn({ rpId, origin }: DeskOrigin): WebAuthn {
  const expected = { expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true };
  return {
    async registration({ id, name }) {
      const userID = fromHex(id);
      if (userID === undefined) throw new Error("assertion failed: a person's id is hex");
      const { generateRegistrationOptions } = await library();
      const options = await generateRegistrationOptions({
        rpID: rpId,
        rpName: "Bridle desk",
        userID: Uint8Array.from(userID),
        userName: name,
        userDisplayName: name,
        attestationType: "none",
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      });
      return { options: { ...options }, challenge: options.challenge };
    },
    async registered(response, expectedChallenge) {
      const { verifyRegistrationResponse } = await library();
      const verified = await quietly(() =>
        // The library checks each field of what came from the browser before it uses it.
        verifyRegistrationResponse({
          ...expected,
          response: response as unknown as RegistrationResponseJSON,
          expectedChallenge,
        }),
      );
      if (verified?.verified !== true) return undefined;
      const { id, publicKey, counter, transports } = verified.registrationInfo.credential;
      return { id, publicKey: new Uint8Array(publicKey), counter, transports: known(transports ?? []) };
    },
    async authentication() {
      const { generateAuthenticationOptions } = await library();
      const options = await generateAuthenticationOptions({ rpID: rpId, userVerification: "required" });
      return { options: { ...options }, challenge: options.challenge };
    },
    async authenticated(response, expectedChallenge, passkey) {
      const { verifyAuthenticationResponse } = await library();
      const verified = await quietly(() =>
        verifyAuthenticationResponse({
          ...expected,
          response: response as unknown as AuthenticationResponseJSON,
          expectedChallenge,
          credential: {
            id: passkey.id,
            publicKey: Uint8Array.from(passkey.publicKey),
            counter: passkey.counter,
          },
        }),
      );
      return verified?.verified === true ? verified.authenticationInfo.newCounter : undefined;
    },
  };
}

const TRANSPORTS = new Set(["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"]);

function known(transports: readonly string[]): readonly string[] {
  return transports.filter((transport) => TRANSPORTS.has(transport));
}

/** The library throws for whatever doesn't hold; for us all of it is one answer. */
async function quietly<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}
