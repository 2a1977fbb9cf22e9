import type { DeskFile } from "../adapters/desk/desk-file.ts";
import { joinLink } from "../analysts/invitations.ts";
import { signInHandlers } from "../analysts/sign-in-handlers.ts";
import { SignIn } from "../analysts/sign-in.ts";
import type { WebAuthn } from "../analysts/web-authn.ts";
import type { DeskFeeds } from "../desk/desk-feeds.ts";
import type { DeskService } from "../desk/desk-service.ts";
import { feedHandlers } from "../desk/feed-handlers.ts";
import { orderHandlers } from "../desk/order-handlers.ts";
import { reportHandlers } from "../desk/report-handlers.ts";
import type { ReportService } from "../desk/report-service.ts";
import { workHandlers } from "../desk/work-handlers.ts";
import type { Clock } from "../ports/clock.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import { DeskApi } from "./desk-api.ts";

export interface DeskOptions {
  readonly file: Pick<DeskFile, "analysts" | "events" | "orders" | "reports" | "setOrigin">;
  readonly service: DeskService;
  readonly reports: ReportService;
  readonly feeds: DeskFeeds;
  readonly webAuthn: WebAuthn;
  readonly crypto: Pick<ServerCrypto, "randomBytes" | "sha256">;
  readonly clock: Pick<Clock, "nowMs" | "monotonicMs">;
  /** Where the desk's pages are, without a slash at the end. */
  readonly origin: string;
}

export interface Desk {
  readonly api: DeskApi;
  /** Where its pages are. */
  readonly url: string;
  /** Lets the first person in, while nobody has come. */
  readonly firstLink: string | null;
}

/** The desk's side of the HTTP server. */
export function openDesk(options: DeskOptions): Desk {
  const { file, service, reports, feeds, webAuthn, crypto, clock, origin } = options;
  file.setOrigin(origin);
  const signIn = new SignIn({ analysts: file.analysts, webAuthn, crypto, nowMs: () => clock.nowMs() });
  const api = new DeskApi({
    signIn,
    handlers: {
      ...signInHandlers(signIn),
      ...workHandlers({ service, events: file.events, crypto, nowMs: () => clock.nowMs() }),
      ...reportHandlers(reports),
      ...feedHandlers(feeds),
      ...orderHandlers({ service, orders: file.orders, crypto, nowMs: () => clock.nowMs() }),
    },
    beforeCall: () => service.meet(file.analysts.all()),
    https: origin.startsWith("https:"),
    monotonicMs: () => clock.monotonicMs(),
  });
  const first = signIn.inviteFirst();
  return { api, url: `${origin}/desk`, firstLink: first === undefined ? null : joinLink(origin, first) };
}
