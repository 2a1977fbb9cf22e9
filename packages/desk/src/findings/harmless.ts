/** What harmless thing a finding could be, in words for the analyst who has to decide. */
export const harmless = {
  busyNewcomer:
    "Somebody whose work is to meet strangers: a newsroom, a courier, a helpline, an organiser. People answer them.",
  faultyRelease:
    "A faulty release. Then others on the same build do the same, without anything else in common.",
  damagedInstallation: "A damaged installation or a restored old backup that asks for what it once had.",
  lostContacts: "Somebody whose contacts withdrew their consent, and whose app hasn't understood it yet.",
  moveTogether:
    "An organisation that moves in together: many accounts from one code, on the same day, with the same app.",
  addressBook: "Somebody who looks for the people of an address book and writes to them later.",
  ownDevice: "A person who set up an own device again.",
  spam: "Spam or advertising: a nuisance, and against most terms, but no attack on a device.",
  researcher: "Somebody who tests the service.",
} as const;
export type HarmlessName = keyof typeof harmless;

export function isHarmlessName(name: string): name is HarmlessName {
  return Object.hasOwn(harmless, name);
}
