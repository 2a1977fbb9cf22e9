export interface RegistrationCode {
  readonly code: string;
  readonly usesLeft: number;
  readonly expiresAtMs: number;
}

/** Codes that let somebody register. They are the operator's, not a user's, and so stored in clear. */
export interface RegistrationCodes {
  find(code: string): RegistrationCode | undefined;
  /** Inserts or replaces. */
  put(code: RegistrationCode): void;
  delete(code: string): void;
  all(): readonly RegistrationCode[];
}
