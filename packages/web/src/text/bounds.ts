// Bounds that a field shows while one types. The client checks them again and has the last word.

export const textCodePointsMax = 8192;
export const introductionCodePointsMax = 280;
export const displayNameCodePointsMax = 64;

/** 3–32 lower-case letters, digits, `-`, `_`, beginning with a letter or digit. */
export function isHandle(text: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{2,31}$/.test(text);
}

/** What people type for a handle: with the @, with capitals, with blanks around it. */
export function typedHandle(text: string): string {
  return text.trim().replace(/^@/, "").toLowerCase();
}
