/** A fingerprint as it is compared by eye. */
export function groupsOfEight(hex: string): string {
  return (hex.match(/.{1,8}/g) ?? []).join(" ");
}

/** "1234", "5678", …: a code as it is compared. */
export function groupsOfFour(digits: string): readonly string[] {
  return digits.match(/\d{1,4}/g) ?? [];
}

/** "12345 67890 …": digits as they are read aloud. */
export function groupsOfFive(digits: string): readonly string[] {
  return digits.replaceAll(/\D/g, "").match(/\d{1,5}/g) ?? [];
}
