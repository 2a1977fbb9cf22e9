import type { DeskPerson, DeskRefusal, DeskRefusalKind, PasskeyJson, Role } from "@bridle/desk";
import { err, fromBase64Url, ok, toBase64Url, toHex, type Result } from "@bridle/protocol";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { Analyst, Analysts } from "./analysts.ts";
import { Ceremonies } from "./ceremonies.ts";
import { invite } from "./invitations.ts";
import type { WebAuthn } from "./web-authn.ts";

export const SESSION_MS = 8 * 60 * 60 * 1000;
const SESSIONS_PER_PERSON_MAX = 8;

type Refused = Result<never, DeskRefusal>;
type Answer<T> = Promise<Result<T, DeskRefusal>>;

export interface SignInOptions {
  readonly analysts: Analysts;
  readonly webAuthn: WebAuthn;
  readonly crypto: Pick<ServerCrypto, "randomBytes" | "sha256">;
  nowMs(): number;
}

/** A session as its cookie names it. */
export interface Session {
  readonly analyst: Analyst;
  readonly expiresAtMs: number;
}

interface Kept {
  readonly analystId: string;
  readonly expiresAtMs: number;
}

/**
 * Who is at the desk. Somebody comes by a one-time link, which makes a passkey, and later by that passkey
 * alone; there is no password. Sessions live in memory: a restart signs everybody out.
 */
export class SignIn {
  readonly #options: SignInOptions;
  readonly #ceremonies: Ceremonies;
  /** Of their own: whoever has no link can't push these out. */
  readonly #joining: Ceremonies;
  /** By SHA-256 of the cookie's token, so that memory holds nothing that signs in. */
  readonly #sessions = new Map<string, Kept>();

  constructor(options: SignInOptions) {
    this.#options = options;
    this.#ceremonies = new Ceremonies(options);
    this.#joining = new Ceremonies(options);
  }

  /** Whose cookie this is, if it is anybody's. */
  session(token: string | undefined): Session | undefined {
    const key = token === undefined ? undefined : this.#key(token);
    const kept = key === undefined ? undefined : this.#sessions.get(key);
    if (key === undefined || kept === undefined) return undefined;
    const analyst = this.#options.analysts.find(kept.analystId);
    if (analyst !== undefined && analyst.revokedAtMs === undefined && this.#now() < kept.expiresAtMs) {
      return { analyst, expiresAtMs: kept.expiresAtMs };
    }
    this.#sessions.delete(key);
    return undefined;
  }

  /** The token for the very first person; an older one that nobody used ends. Nothing once there is one. */
  inviteFirst(): string | undefined {
    const { analysts, crypto } = this.#options;
    if (analysts.all().some((analyst) => analyst.revokedAtMs === undefined)) return undefined;
    analysts.dropInvitations("all");
    return invite({ analysts, crypto, nowMs: this.#now() }, "lead").token;
  }

  async beginJoin(
    token: string,
    name: string,
  ): Answer<{ ceremony: string; options: PasskeyJson; role: Role }> {
    const invitation = this.#invitation(token);
    if (invitation === undefined) return refused("link_not_usable", "token");
    const id = toHex(this.#options.crypto.randomBytes(16));
    const { options, challenge } = await this.#options.webAuthn.registration({ id, name });
    const { tokenHash, role } = invitation;
    const ceremony = this.#joining.begin({ kind: "join", challenge, id, name, tokenHash });
    return ok({ ceremony, options, role });
  }

  async finishJoin(ceremony: string, response: PasskeyJson): Answer<{ me: DeskPerson; token: string }> {
    const { analysts, webAuthn } = this.#options;
    const begun = this.#joining.take(ceremony);
    if (begun?.kind !== "join") return refused("passkey_refused", "ceremony");
    const passkey = await webAuthn.registered(response, begun.challenge);
    if (passkey === undefined) return refused("passkey_refused", "response");
    if (analysts.byPasskey(passkey.id) !== undefined) return refused("passkey_refused", "known passkey");
    const { id, name, tokenHash } = begun;
    const invitation = analysts.invitation(tokenHash);
    if (invitation === undefined || invitation.expiresAtMs <= this.#now()) {
      return refused("link_not_usable", "token");
    }
    const analyst: Analyst = { id, name, role: invitation.role, passkey, joinedAtMs: this.#now() };
    if (!analysts.join(analyst, tokenHash)) return refused("link_not_usable", "token");
    return ok(this.#open(analyst));
  }

  async begin(): Promise<{ ceremony: string; options: PasskeyJson }> {
    const { options, challenge } = await this.#options.webAuthn.authentication();
    return { ceremony: this.#ceremonies.begin({ kind: "signIn", challenge }), options };
  }

  async finish(ceremony: string, response: PasskeyJson): Answer<{ me: DeskPerson; token: string }> {
    const { analysts, webAuthn } = this.#options;
    const begun = this.#ceremonies.take(ceremony);
    if (begun?.kind !== "signIn") return refused("passkey_refused", "ceremony");
    const shown = typeof response["id"] === "string" ? analysts.byPasskey(response["id"]) : undefined;
    if (shown === undefined || shown.revokedAtMs !== undefined) return refused("passkey_refused", "passkey");
    const counter = await webAuthn.authenticated(response, begun.challenge, shown.passkey);
    const now = analysts.find(shown.id);
    if (counter === undefined || now === undefined || now.revokedAtMs !== undefined) {
      return refused("passkey_refused", "response");
    }
    analysts.counted(shown.passkey.id, counter);
    return ok(this.#open(now));
  }

  end(token: string): void {
    const key = this.#key(token);
    if (key !== undefined) this.#sessions.delete(key);
  }

  people(): readonly DeskPerson[] {
    return this.#options.analysts.all().map(personOf);
  }

  #open(analyst: Analyst): { readonly me: DeskPerson; readonly token: string } {
    this.#makeRoom(analyst.id);
    const token = this.#options.crypto.randomBytes(32);
    const key = toBase64Url(this.#options.crypto.sha256(token));
    this.#sessions.set(key, { analystId: analyst.id, expiresAtMs: this.#now() + SESSION_MS });
    return { me: personOf(analyst), token: toBase64Url(token) };
  }

  /** Sessions that ended go, and of one person's the oldest, so that memory stays small. */
  #makeRoom(analystId: string): void {
    const own: string[] = [];
    for (const [key, kept] of this.#sessions) {
      if (kept.expiresAtMs <= this.#now()) this.#sessions.delete(key);
      else if (kept.analystId === analystId) own.push(key);
    }
    for (const key of own.slice(0, Math.max(0, own.length - SESSIONS_PER_PERSON_MAX + 1))) {
      this.#sessions.delete(key);
    }
  }

  #invitation(token: string): ReturnType<Analysts["invitation"]> {
    const { analysts, crypto } = this.#options;
    const raw = fromBase64Url(token);
    const found = raw === undefined ? undefined : analysts.invitation(crypto.sha256(raw));
    return found !== undefined && found.expiresAtMs > this.#now() ? found : undefined;
  }

  #key(token: string): string | undefined {
    const raw = fromBase64Url(token);
    return raw === undefined ? undefined : toBase64Url(this.#options.crypto.sha256(raw));
  }

  #now(): number {
    return this.#options.nowMs();
  }
}

export function personOf(analyst: Analyst): DeskPerson {
  const { id, name, role, joinedAtMs, revokedAtMs } = analyst;
  return { id, name, role, joinedAtMs, ...(revokedAtMs === undefined ? {} : { revokedAtMs }) };
}

function refused(kind: DeskRefusalKind, detail: string): Refused {
  return err({ kind, detail });
}
