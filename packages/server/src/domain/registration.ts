import type { ServerCrypto } from "../ports/crypto.ts";
import type { RegistrationCode } from "../ports/registration-codes.ts";
import type { Tables } from "../ports/store.ts";

// Without I, L, O and U, which are read or said as something else.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 4;
const GROUP_SIZE = 4;

type Codes = Pick<Tables, "registrationCodes">;

/** Makes a code of 80 random bits, such as `7KQ2-9XMT-0WHA-E4RB`. */
export function createRegistrationCode(
  tables: Codes,
  crypto: ServerCrypto,
  terms: { readonly uses: number; readonly expiresAtMs: number },
): RegistrationCode {
  const letters = Array.from(crypto.randomBytes(GROUPS * GROUP_SIZE), (byte) => ALPHABET.charAt(byte % 32));
  const groups = Array.from({ length: GROUPS }, (_, index) =>
    letters.slice(index * GROUP_SIZE, (index + 1) * GROUP_SIZE).join(""),
  );
  const code = { code: groups.join("-"), usesLeft: terms.uses, expiresAtMs: terms.expiresAtMs };
  tables.registrationCodes.put(code);
  return code;
}

/** A code as it is stored, from how somebody typed it: case and separators don't matter. */
export function spelled(typed: string): string {
  const letters = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, "");
  return (letters.match(/.{1,4}/g) ?? []).join("-");
}

export function findUsableCode(tables: Codes, typed: string, nowMs: number): RegistrationCode | undefined {
  const found = tables.registrationCodes.find(spelled(typed));
  if (found === undefined || found.usesLeft < 1 || nowMs >= found.expiresAtMs) return undefined;
  return found;
}

export function spendCode(tables: Codes, code: RegistrationCode): void {
  if (code.usesLeft > 1) tables.registrationCodes.put({ ...code, usesLeft: code.usesLeft - 1 });
  else tables.registrationCodes.delete(code.code);
}
