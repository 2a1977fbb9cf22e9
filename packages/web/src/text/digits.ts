/** "12345 67890 …": digits as they are read aloud. */
export function groupsOfFive(digits: string): readonly string[] {
  return digits.replaceAll(/\D/g, "").match(/\d{1,5}/g) ?? [];
}
