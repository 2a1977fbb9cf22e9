import { lookup as resolve, type LookupAddress, type LookupOptions } from "node:dns";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { isIP } from "node:net";
import { feedBytesMax, isGlobalAddress } from "@bridle/desk/feeds";
import { err, ok, type Result } from "@bridle/protocol";
import { isLoopback } from "../../http/addresses.ts";

/** Why nothing came. */
export type FetchRefusal =
  | "notHttps"
  | "notPublic"
  | "tooManyRedirects"
  | "status"
  | "tooLarge"
  | "tooSlow"
  | "unreachable";

export interface FetchOptions {
  /** For tests: this machine counts as public, with this certificate. */
  readonly loopback?: { readonly ca: string };
  readonly bytesMax?: number;
  readonly timeoutMs?: number;
}

const REDIRECTS_MAX = 3;
const TIMEOUT_MS = 60_000;

/**
 * Fetches one file over https from a public address: looked at again for each redirect and for the very address that is
 * connected to, bounded in size and time. What came counts only by its hash, which the caller checks.
 */
export async function fetchFeed(
  address: string,
  options: FetchOptions = {},
): Promise<Result<Uint8Array, FetchRefusal>> {
  const signal = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
  let next = URL.parse(address);
  for (let hops = 0; hops <= REDIRECTS_MAX; hops++) {
    if (next?.protocol !== "https:" || next.username !== "" || next.password !== "") return err("notHttps");
    const host = next.hostname.replace(/^\[(.*)\]$/, "$1");
    if (isIP(host) !== 0 && !isAllowed(host, options)) return err("notPublic");
    const answer = await ask(next, { ...options, signal });
    if (!answer.ok) return answer;
    if (answer.value instanceof Uint8Array) return ok(answer.value);
    next = URL.parse(answer.value.location, next.href);
  }
  return err("tooManyRedirects");
}

class NotPublic extends Error {}

function isAllowed(ip: string, { loopback }: FetchOptions): boolean {
  return isGlobalAddress(ip) || (loopback !== undefined && isLoopback(ip));
}

type Answer = Result<Uint8Array | { readonly location: string }, FetchRefusal>;

async function ask(url: URL, options: FetchOptions & { readonly signal: AbortSignal }): Promise<Answer> {
  const { signal } = options;
  try {
    const response = await responseOf(url, options);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return await bodyOf(response, options.bytesMax ?? feedBytesMax);
    response.destroy();
    const isRedirect = [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined;
    return isRedirect ? ok({ location: headers.location ?? "" }) : err("status");
  } catch (fault) {
    return err(signal.aborted ? "tooSlow" : fault instanceof NotPublic ? "notPublic" : "unreachable");
  }
}

function responseOf(
  url: URL,
  options: FetchOptions & { readonly signal: AbortSignal },
): Promise<IncomingMessage> {
  const { loopback, signal } = options;
  const { promise, resolve: arrived, reject } = Promise.withResolvers<IncomingMessage>();
  const asking = request(url, {
    agent: false,
    signal,
    headers: { "Accept-Encoding": "identity", "User-Agent": "bridle" },
    ...(loopback === undefined ? {} : { ca: loopback.ca }),
    lookup: (host, how, done) => lookUp(host, { how, options }, done),
  });
  asking.on("response", arrived);
  asking.on("error", reject);
  asking.end();
  return promise;
}

/** Names that have any address that isn't public are refused whole, so that none is chosen later. */
function lookUp(
  host: string,
  { how, options }: { readonly how: LookupOptions; readonly options: FetchOptions },
  done: (fault: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
): void {
  resolve(host, { ...how, all: true }, (fault, addresses) => {
    if (fault !== null) return done(fault, []);
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isAllowed(address, options)))
      return done(new NotPublic(), []);
    return how.all === true ? done(null, addresses) : done(null, first.address, first.family);
  });
}

async function bodyOf(response: IncomingMessage, bytesMax: number): Promise<Answer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response) {
    if (!(part instanceof Buffer)) continue;
    size += part.length;
    if (size > bytesMax) {
      response.destroy();
      return err("tooLarge");
    }
    parts.push(part);
  }
  return response.complete ? ok(new Uint8Array(Buffer.concat(parts))) : err("unreachable");
}
