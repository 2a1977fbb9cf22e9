import { isIP, isIPv6 } from "node:net";

/** Whether an address, as the socket gives it, is this machine's own. */
export function isLoopback(address: string): boolean {
  const bare = withoutMapping(address);
  return bare === "::1" || bare.startsWith("127.");
}

/** Whether a server that listens there can be reached from this machine only. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || isLoopback(host);
}

/**
 * By what a peer is counted in rate limits: its address, of IPv6 the network that one customer gets.
 * `undefined` for this machine itself. A reverse proxy on this machine says whom it speaks for in the
 * last element of X-Forwarded-For, which it wrote itself.
 */
export function peerAddress(
  socketAddress: string | undefined,
  forwardedFor: string | undefined,
): string | undefined {
  const direct = withoutMapping(socketAddress ?? "");
  if (direct === "") return "unknown";
  if (!isLoopback(direct)) return network(direct);
  const forwarded = forwardedFor?.split(",").at(-1)?.trim();
  if (forwarded === undefined || forwarded === "") return undefined;
  return isIP(forwarded) === 0 ? "unknown" : network(withoutMapping(forwarded));
}

/** Further names under which people reach one server, and the service that each of them is. */
export type Services = ReadonlyMap<string, string>;
export const noServices: Services = new Map();

/**
 * Whether a request names us by a name that is ours. Otherwise a web page whose own name was pointed at
 * this address (DNS rebinding) would count as the same origin.
 */
export function isOurHost(
  host: string | undefined,
  publicUrl: URL | undefined,
  services: Services = noServices,
): boolean {
  if (host === undefined) return false;
  if (host === publicUrl?.host || services.has(host)) return true;
  const name = URL.parse(`http://${host}`)?.hostname ?? "";
  return name === "localhost" || isIP(name.replace(/^\[(.*)\]$/, "$1")) !== 0;
}

/** Browsers name the page's origin; programs don't, and no page can hide its own. */
export function isSameOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || URL.parse(origin)?.host === host;
}

function withoutMapping(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function network(address: string): string {
  if (!isIPv6(address)) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const behind = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - groups.length - behind.length;
  const all = [...groups, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...behind];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
