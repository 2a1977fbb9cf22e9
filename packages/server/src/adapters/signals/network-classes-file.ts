import { readFileSync } from "node:fs";
import { BlockList, isIP } from "node:net";
import { networkClasses, type NetworkClass } from "@bridle/desk";
import { err, ok, type Result } from "@bridle/protocol";
import { onlyLocal, type Network, type NetworkClasses } from "../../ports/network-classes.ts";

const INDICATOR_CHARS_MAX = 60;

interface Listed {
  readonly networks: BlockList;
  readonly network: Network;
}

/**
 * An operator's list of networks, one per line: `198.51.100.0/24 hosting`, and behind that, where a feed
 * names the network, the feed's name for it. `#` begins a comment. The first line that fits counts.
 */
function parseNetworkClasses(text: string): Result<NetworkClasses, string> {
  const listed: Listed[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    const [content = ""] = line.split("#");
    if (content.trim() === "") continue;
    const entry = parseLine(content.trim());
    if (entry === undefined) return err(`line ${index + 1}: expected a network, a class and at most a name`);
    listed.push(entry);
  }
  return ok({
    of(address) {
      const ip = address === undefined ? undefined : ipOf(address);
      if (ip === undefined) return onlyLocal.of(address);
      const family = isIP(ip) === 6 ? "ipv6" : "ipv4";
      return listed.find(({ networks }) => networks.check(ip, family))?.network ?? onlyLocal.of(address);
    },
  });
}

export function readNetworkClasses(file: string): NetworkClasses {
  const parsed = parseNetworkClasses(readFileSync(file, "utf8"));
  if (!parsed.ok) throw new Error(`${file}, ${parsed.error}`);
  return parsed.value;
}

function parseLine(line: string): Listed | undefined {
  const [cidr = "", name, indicator, ...more] = line.split(/\s+/);
  const networkClass = networkClasses.find((known): known is NetworkClass => known === name);
  const [address = "", prefix = ""] = cidr.split("/");
  const version = isIP(address);
  const bits = Number(prefix);
  const isPrefix = /^\d{1,3}$/.test(prefix) && bits <= (version === 6 ? 128 : 32);
  if (version === 0 || !isPrefix || networkClass === undefined || more.length > 0) return undefined;
  if (indicator !== undefined && !/^[\w.:/-]+$/.test(indicator)) return undefined;
  const networks = new BlockList();
  networks.addSubnet(address, bits, version === 6 ? "ipv6" : "ipv4");
  const hit = indicator === undefined ? {} : { indicator: indicator.slice(0, INDICATOR_CHARS_MAX) };
  return { networks, network: { networkClass, ...hit } };
}

/** From how peers carry it: IPv4, or the four groups of an IPv6 network. */
function ipOf(address: string): string | undefined {
  const ip = address.includes(":") ? `${address}::` : address;
  return isIP(ip) === 0 ? undefined : ip;
}
