import type { IncomingMessage, ServerResponse } from "node:http";
import { parseNoticeCode, type RateLimit } from "@bridle/protocol";
import { RateLimiter } from "../shell/rate-limiter.ts";
import { peerAddress } from "./addresses.ts";

export const NOTICE_PATH = "/notices";

/** By address. A guess hits one of a thousand notices once in a thousand million tries, and then learns a day. */
const GUESSES: RateLimit = { key: "address", burst: 20, perMinute: 20 };

export interface NoticePageOptions {
  /** The day (since 1970, UTC) on which a notice with this code was issued. */
  codeDay(code: string): number | undefined;
  monotonicMs(): number;
}

type Answer = "ask" | "unknown" | "later" | { readonly day: number };

/**
 * Where anybody checks a notice's code, on any device and without the app: `/notices/1234-5678-9012`. Plain
 * text of one kind for every browser, no script, no form, nothing remembered.
 */
export function noticePage(
  options: NoticePageOptions,
): (request: IncomingMessage, response: ServerResponse, path: string) => void {
  const guesses = new RateLimiter();
  return (request, response, path) => {
    const typed = typedCode(path);
    const code = typed === undefined ? undefined : parseNoticeCode(typed);
    const address = peerAddress(request.socket.remoteAddress, request.headers["x-forwarded-for"]?.toString());
    const waitMs =
      typed === undefined || address === undefined
        ? 0
        : guesses.take(address, GUESSES, options.monotonicMs());
    const answer = answerTo({ typed, code, waitMs }, options);
    const status = answer === "unknown" ? 404 : answer === "later" ? 429 : 200;
    response.setHeader("Content-Type", "text/plain; charset=utf-8");
    response.setHeader("Cache-Control", "no-store");
    if (answer === "later") response.setHeader("Retry-After", String(Math.ceil(waitMs / 1_000)));
    response.writeHead(status);
    response.end(request.method === "HEAD" ? undefined : `${english(answer)}\n\n${arabic(answer)}\n`);
  };
}

/** What stands behind the path's slash; `undefined` for the page itself. */
function typedCode(path: string): string | undefined {
  const typed = path.slice(NOTICE_PATH.length + 1);
  if (typed === "") return undefined;
  try {
    return decodeURIComponent(typed);
  } catch {
    return typed;
  }
}

function answerTo(
  asked: { readonly typed: string | undefined; readonly code: string | undefined; readonly waitMs: number },
  options: NoticePageOptions,
): Answer {
  if (asked.typed === undefined) return "ask";
  if (asked.waitMs > 0) return "later";
  const day = asked.code === undefined ? undefined : options.codeDay(asked.code);
  return day === undefined ? "unknown" : { day };
}

function english(answer: Answer): string {
  const head = "Safety notices";
  if (answer === "ask") {
    return `${head}\n\nTo check a safety notice, type its twelve digits behind this page's address:\n/notices/1234-5678-9012`;
  }
  if (answer === "later") return `${head}\n\nToo many tries from this network. Try again in a few minutes.`;
  if (answer === "unknown") {
    return `${head}\n\nThis service has issued no notice with this code. Compare the digits once more. If they are right, whoever gave them to you isn't this service.`;
  }
  return `${head}\n\nThis service issued a notice with this code on ${dateOf(answer.day)} (UTC).\n\nThat isn't enough to trust a message that shows the code: somebody else's notice has a code too. A notice is yours only if Bridle shows the same code on your own device, under Settings, Safety notices. This service never asks for a password, a code, a payment or for installing anything.`;
}

function arabic(answer: Answer): string {
  const head = "إشعارات الأمان";
  if (answer === "ask") {
    return `${head}\n\nللتحقق من إشعار أمان، اكتب أرقامه الاثني عشر بعد عنوان هذه الصفحة:\n/notices/1234-5678-9012`;
  }
  if (answer === "later") return `${head}\n\nمحاولات كثيرة من هذه الشبكة. حاول مجددًا بعد بضع دقائق.`;
  if (answer === "unknown") {
    return `${head}\n\nلم تصدر هذه الخدمة إشعارًا بهذا الرمز. قارن الأرقام مرة أخرى. إن كانت صحيحة فمن أعطاك إياها ليس هذه الخدمة.`;
  }
  return `${head}\n\nأصدرت هذه الخدمة إشعارًا بهذا الرمز في ${dateOf(answer.day)} (UTC).\n\nهذا لا يكفي لتثق برسالة تعرض الرمز، فلإشعار شخص آخر رمز أيضًا. الإشعار لك فقط إذا عرض Bridle الرمز نفسه على جهازك، في الإعدادات، إشعارات الأمان. لا تطلب هذه الخدمة أبدًا كلمة مرور أو رمزًا أو دفعًا أو تثبيت أي شيء.`;
}

function dateOf(day: number): string {
  return new Date(day * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
}
