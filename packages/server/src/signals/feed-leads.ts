import type { NetworkClasses } from "../ports/network-classes.ts";

/** What a stored signal has room for. */
const NAME_CHARS_MAX = 80;

/** A feed's name as a lead has it: the end of its path, which tells feeds apart. */
export function leadName(feed: string): string {
  return feed.slice(-NAME_CHARS_MAX);
}

/** Addresses that feeds in use name, beside what the operator's own list says of networks. One look into a table. */
export class FeedLeads {
  #leads: ReadonlyMap<string, string> = new Map();

  /** By the address as `Peer` has it, the feed's name. */
  set(leads: ReadonlyMap<string, string>): void {
    this.#leads = leads;
  }

  /** What the operator's list says of a network, and a feed's name where the list names none. */
  over(networks: NetworkClasses): NetworkClasses {
    return {
      of: (address) => {
        const network = networks.of(address);
        const indicator = address === undefined ? undefined : this.#leads.get(address);
        return indicator === undefined ? network : { indicator, ...network };
      },
    };
  }
}
