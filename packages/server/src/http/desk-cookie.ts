import { SESSION_MS } from "../analysts/sign-in.ts";

const SESSION_COOKIE = "bridle_desk";
const TOKEN = /^[\w-]{43}$/;

/** Sets the cookie, or with nothing takes it away. Scripts can't read it, other sites can't send it. */
export function sessionCookie(token: string | undefined, https: boolean): string {
  const seconds = token === undefined ? 0 : SESSION_MS / 1000;
  const secure = https ? "; Secure" : "";
  return `${SESSION_COOKIE}=${token ?? ""}; Path=/desk; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`;
}

/** The token that a request's cookie header shows. */
export function shownCookie(header: string | undefined): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [name, value] = pair.trim().split("=");
    if (name === SESSION_COOKIE && value !== undefined && TOKEN.test(value)) return value;
  }
  return undefined;
}
