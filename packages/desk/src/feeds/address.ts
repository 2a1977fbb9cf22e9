// RFC 6890 and the IANA special-purpose registries: addresses that stand for no one machine on the internet. A feed
// that names one, by mistake or to do harm, would make leads of everybody behind a router or a proxy.

const special4: readonly (readonly [network: string, bits: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
];

/** Whether an address in its usual spelling may be one machine's. IPv6: global unicast (2000::/3) but documentation and Teredo. */
export function isGlobalAddress(address: string): boolean {
  const plain = address.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  const mapped = /^::ffff:([\d.]+)$/.exec(plain)?.[1];
  if (!plain.includes(":") || mapped !== undefined) {
    const number = number4(mapped ?? plain);
    return number !== undefined && !special4.some((range) => isWithin(number, range));
  }
  const [first = "", second = ""] = plain.split(":");
  const head = Number.parseInt(first === "" ? "0" : first, 16);
  if ((head & 0xe000) !== 0x2000) return false;
  const next = Number.parseInt(second === "" ? "0" : second, 16);
  return head !== 0x2001 || (next !== 0x0db8 && next !== 0);
}

function isWithin(address: number, [network, bits]: readonly [string, number]): boolean {
  const size = 2 ** (32 - bits);
  return Math.floor(address / size) === Math.floor((number4(network) ?? 0) / size);
}

function number4(text: string): number | undefined {
  const parts = text.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) {
    return undefined;
  }
  return parts.reduce((number, part) => number * 256 + part, 0);
}
