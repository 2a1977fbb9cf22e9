import type { IncomingMessage, ServerResponse } from "node:http";
import {
  deskCalls,
  deskParams,
  isDeskCallName,
  type DeskCallName,
  type DeskParams,
  type DeskRefusal,
  type DeskRefusalKind,
  type DeskReply,
} from "@bridle/desk";
import { err, type RateLimit, type Result } from "@bridle/protocol";
import type { Session, SignIn } from "../analysts/sign-in.ts";
import { RateLimiter } from "../shell/rate-limiter.ts";
import { isSameOrigin, peerAddress } from "./addresses.ts";
import { sessionCookie, shownCookie } from "./desk-cookie.ts";

export const DESK_API_PATH = "/desk/api/";
const BODY_BYTES_MAX = 512 * 1024;
const strangers: RateLimit = { key: "address", burst: 60, perMinute: 60 };
const people: RateLimit = { key: "account", burst: 600, perMinute: 1_200 };

/** What a call may know besides its parameters. */
export interface DeskCaller {
  readonly session: Session | undefined;
  /** Signs this browser in, or with nothing out. */
  setSession(token: string | undefined): void;
}

export type DeskHandlers = {
  readonly [N in DeskCallName]: (
    params: DeskParams<N>,
    caller: DeskCaller,
  ) => Promise<Result<DeskReply<N>, DeskRefusal>>;
};

export interface DeskApiOptions {
  readonly signIn: SignIn;
  readonly handlers: DeskHandlers;
  readonly https: boolean;
  /** Runs before each call of somebody who is signed in. */
  beforeCall(): void;
  monotonicMs(): number;
}

const STATUS: Readonly<Partial<Record<DeskRefusalKind, number>>> = {
  bad_params: 400,
  not_signed_in: 401,
  not_allowed: 403,
  unknown_call: 404,
  rate_limited: 429,
};
const REFUSED = 409;

/** The desk's pages ask here: one POST a call, JSON both ways, for pages of this origin alone [S81]. */
export class DeskApi {
  readonly #options: DeskApiOptions;
  readonly #rates = new RateLimiter();

  constructor(options: DeskApiOptions) {
    this.#options = options;
  }

  async answer(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    response.setHeader("Content-Type", "application/json");
    response.setHeader("Cache-Control", "no-store");
    const answered = await this.#call(request, response, path.slice(DESK_API_PATH.length));
    response.writeHead(answered.ok ? 200 : (STATUS[answered.error.kind] ?? REFUSED));
    response.end(
      `${JSON.stringify(answered.ok ? { value: answered.value } : { refusal: answered.error })}\n`,
    );
  }

  async #call(
    request: IncomingMessage,
    response: ServerResponse,
    name: string,
  ): Promise<Result<unknown, DeskRefusal>> {
    if (!isDeskCallName(name)) return refused("unknown_call", "path");
    if (!isFromOurPage(request)) return refused("not_allowed", "origin");
    const token = shownCookie(request.headers.cookie);
    if (!this.#mayAsk(request, this.#options.signIn.session(token))) return refused("rate_limited", name);
    const early = this.#refusalFor(name, this.#options.signIn.session(token));
    if (early !== undefined) return early;
    const body = await bodyOf(request);
    if (body === undefined) return refused("bad_params", "body: expected JSON");
    // A body may come slowly, and its sender may have been sent away meanwhile.
    const session = this.#options.signIn.session(token);
    const late = this.#refusalFor(name, session);
    if (late !== undefined) return late;
    if (session !== undefined) this.#options.beforeCall();
    const setSession = (next: string | undefined): void => {
      if (token !== undefined && next === undefined) this.#options.signIn.end(token);
      response.setHeader("Set-Cookie", sessionCookie(next, this.#options.https));
    };
    return this.#handle(name, body, { session, setSession });
  }

  #refusalFor(name: DeskCallName, session: Session | undefined): Result<never, DeskRefusal> | undefined {
    const { who } = deskCalls[name];
    if (who === "anyone") return undefined;
    if (session === undefined) return refused("not_signed_in", name);
    return who.includes(session.analyst.role) ? undefined : refused("not_allowed", name);
  }

  async #handle<N extends DeskCallName>(
    name: N,
    body: unknown,
    caller: DeskCaller,
  ): Promise<Result<DeskReply<N>, DeskRefusal>> {
    const params = deskParams(name, body);
    if (!params.ok) return refused("bad_params", params.error.detail);
    return this.#options.handlers[name](params.value, caller);
  }

  #mayAsk(request: IncomingMessage, session: Session | undefined): boolean {
    const nowMs = this.#options.monotonicMs();
    if (session !== undefined) return this.#rates.take(`person/${session.analyst.id}`, people, nowMs) === 0;
    const forwarded = request.headers["x-forwarded-for"]?.toString();
    const address = peerAddress(request.socket.remoteAddress, forwarded);
    return address === undefined || this.#rates.take(`address/${address}`, strangers, nowMs) === 0;
  }
}

/** Browsers say of every POST by which origin's page it was made; a form of another site can't speak JSON. */
function isFromOurPage(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  const type = request.headers["content-type"];
  return (
    request.method === "POST" &&
    origin !== undefined &&
    isSameOrigin(origin, host) &&
    type === "application/json"
  );
}

/** The body as JSON, or nothing when it is too large or no JSON. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    if (!(part instanceof Buffer)) return undefined;
    size += part.length;
    if (size > BODY_BYTES_MAX) return undefined;
    parts.push(part);
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    return parsed;
  } catch {
    return undefined;
  }
}

function refused(kind: DeskRefusalKind, detail: string): Result<never, DeskRefusal> {
  return err({ kind, detail });
}
