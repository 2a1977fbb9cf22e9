import { toHex, type NoticeKeySuccessor } from "@bridle/protocol";
import type { NoticeCounts, Notices, WaitingNotice } from "../../ports/notices.ts";
import type { AccountRow } from "../../ports/rows.ts";
import { Table, type Journal } from "./journal.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const none: NoticeCounts = { posted: 0, delivered: 0, expired: 0 };

export function memoryNotices(journal: Journal): Notices {
  const notices = new Table<string, WaitingNotice>(journal);
  /** Numbers in the order of adding; never given twice. */
  const order = new Map<string, number>();
  const batches = new Table<string, NoticeCounts>(journal);
  const tags = new Table<string, number>(journal);
  const codes = new Table<string, number>(journal);
  const out = new Table<AccountRow, true>(journal);
  const keys = new Table<number, NoticeKeySuccessor>(journal);
  const keyOf = ({ batch, account }: WaitingNotice): string => `${batch} ${account}`;
  const count = (batch: string, what: keyof NoticeCounts): void => {
    const now = batches.get(batch) ?? none;
    batches.set(batch, { ...now, [what]: now[what] + 1 });
  };
  const settle = (notice: WaitingNotice, as: "delivered" | "expired"): void => {
    if (!notices.has(keyOf(notice))) return;
    notices.delete(keyOf(notice));
    count(notice.batch, as);
  };
  const ofAccount = (account: AccountRow): readonly WaitingNotice[] =>
    notices.values().filter((notice) => notice.account === account);
  return {
    isOptedOut: (account) => out.has(account),
    setOptedOut: (account, isOut) => (isOut ? out.set(account, true) : out.delete(account)),
    wasPosted: (tag) => tags.has(toHex(tag)),
    add(notice, { tag, code }) {
      notices.set(keyOf(notice), notice);
      order.set(keyOf(notice), order.size + 1);
      tags.set(toHex(tag), notice.atMs);
      codes.set(code, Math.floor(notice.atMs / DAY_MS));
      count(notice.batch, "posted");
    },
    waiting: ofAccount,
    page(after, max) {
      const ids = [...order].filter(([key, id]) => id > after && notices.has(key)).slice(0, max);
      const found = ids.map(([key]) => notices.get(key)).filter((notice) => notice !== undefined);
      return { notices: found, next: ids.length < max ? 0 : (ids.at(-1)?.[1] ?? 0) };
    },
    addPlace(notice, place) {
      const known = notices.get(keyOf(notice));
      if (known !== undefined) notices.set(keyOf(notice), { ...known, places: [...known.places, place] });
    },
    forgetDevice(device) {
      for (const notice of notices.values()) {
        const places = notice.places.filter((place) => place.device !== device);
        if (places.length < notice.places.length) notices.set(keyOf(notice), { ...notice, places });
      }
    },
    settle,
    counts: (batch) => batches.get(batch) ?? none,
    codeDay: (code) => codes.get(code),
    removeAll(account) {
      for (const notice of ofAccount(account)) settle(notice, "expired");
      out.delete(account);
    },
    successors: () => keys.values(),
    addSuccessor: (next) => keys.set(keys.size, next),
    expireTags: (beforeMs) => tags.deleteWhere((atMs) => atMs < beforeMs),
  };
}
