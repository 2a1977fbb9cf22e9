import { chainCrypto } from "@bridle/core";
import { decodeNotice, noticeCode, ok, type NoticeAddress } from "@bridle/protocol";
import type { SafetyNotice } from "../api/shapes.ts";
import type { NoticeRecord } from "../store/notice-store.ts";
import { refuse, self, type Engine } from "./engine.ts";
import type { Handlers } from "./handlers.ts";
import { readAgain } from "./receive-notice.ts";

type NoticeMethods = "notice.list" | "notice.dismiss" | "notice.optOut";

export const noticeMethods: Pick<Handlers, NoticeMethods> = {
  async "notice.list"(engine) {
    await learnOptOut(engine);
    await engine.lane.run(() => readAgain(engine));
    const { notices } = engine.store;
    const to = addressOf(engine);
    return ok({
      notices: notices.list().map((found) => shown(found, to)),
      optedOut: notices.optedOut(),
      refused: notices.refusedDays(),
    });
  },
  "notice.dismiss"({ store }, { id }) {
    if (!store.notices.has(id)) return refuse("unknown_notice", "id");
    store.transaction(() => store.notices.setSeen(id));
    return ok({});
  },
  async "notice.optOut"({ store, session }, { optedOut }) {
    const done = await session.call("notice.optOut", { optedOut });
    if (!done.ok) return refuse("server_unreachable", done.error.kind);
    store.transaction(() => store.notices.setOptedOut(done.value.optedOut));
    return ok({});
  },
};

/** Another device of the account may have said it. Offline, what was last known counts. */
async function learnOptOut({ store, session }: Engine): Promise<void> {
  if (session.state !== "online") return;
  const asked = await session.call("notice.optOut", { optedOut: undefined });
  if (!asked.ok || asked.value.optedOut === store.notices.optedOut()) return;
  store.transaction(() => store.notices.setOptedOut(asked.value.optedOut));
}

function addressOf(engine: Engine): NoticeAddress | undefined {
  const serverId = engine.store.account.server()?.serverId;
  return serverId && { serverId, accountId: self(engine).accountId };
}

/** As the person reads it. Of a newer one there is nothing to read. */
function shown({ id, raw, standing, at, seen }: NoticeRecord, to: NoticeAddress | undefined): SafetyNotice {
  const read = decodeNotice(raw);
  const common = { id, at, standing, seen };
  if (!read.ok || to === undefined || standing === "newer") return common;
  const code = noticeCode((data) => chainCrypto.sha256(data), to, read.value);
  return { ...common, code, letter: read.value.letter };
}
