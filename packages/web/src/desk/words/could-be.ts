import type { PlainKey } from "./catalogue.ts";

const TEXTS: Readonly<Record<string, PlainKey>> = {
  busyNewcomer: "couldBe.busyNewcomer",
  faultyRelease: "couldBe.faultyRelease",
  damagedInstallation: "couldBe.damagedInstallation",
  lostContacts: "couldBe.lostContacts",
  moveTogether: "couldBe.moveTogether",
  addressBook: "couldBe.addressBook",
  ownDevice: "couldBe.ownDevice",
  spam: "couldBe.spam",
  researcher: "couldBe.researcher",
};

/** What harmless thing a finding could be; a rule of the operator's own may name what no catalogue has. */
export function couldBeText(t: (key: PlainKey) => string, name: string): string {
  const key = TEXTS[name];
  return key === undefined ? name : t(key);
}
