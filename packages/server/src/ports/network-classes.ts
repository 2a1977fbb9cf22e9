import type { NetworkClass } from "@bridle/desk";

export interface Network {
  readonly networkClass: NetworkClass;
  /** Name of the feed entry that lists this network: a lead, never a verdict. */
  readonly indicator?: string;
}

/** What kind of network an address belongs to. The address itself goes no further. */
export interface NetworkClasses {
  /** `undefined` is this machine itself. */
  of(address: string | undefined): Network;
}

/** Without a list from the operator only this machine is known. */
export const onlyLocal: NetworkClasses = {
  of: (address) => ({ networkClass: address === undefined ? "local" : "unknown" }),
};
