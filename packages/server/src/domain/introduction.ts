import { AccountId, concatBytes, IntroductionId, type MailboxEntry, type RequestOf } from "@bridle/protocol";
import type { Account } from "../ports/accounts.ts";
import type { ServerCrypto } from "../ports/crypto.ts";
import type { Tables } from "../ports/store.ts";
import { blockTag } from "./block.ts";
import { done, type Decision, type SessionContext, type Nothing } from "./decision.ts";
import { usableInvite } from "./invite.ts";
import { signal } from "./noticed.ts";
import { answerKey, takenOnce } from "./once.ts";

type Request = RequestOf<"introduction.send">;

/** The answer is the same whether it was kept, dropped, or addressed to nobody. */
export function introductionSend(
  tables: Tables,
  request: Request,
  context: SessionContext,
): Decision<Nothing> {
  const { caller, crypto, nowMs } = context;
  const key = answerKey(crypto, caller, request.messageId);
  if (tables.answers.find(key) !== undefined) return done({});
  const recipient = recipientOf(tables, request, context);
  const blocker = recipient ?? { row: caller.account, accountId: caller.accountId };
  const blocked = tables.consents.isBlocked(
    blocker.row,
    blockTag(crypto, blocker.accountId, caller.accountId),
  );
  const introductionId = IntroductionId.fromBytes(crypto.randomBytes(16));
  if (introductionId === undefined) throw new Error("assertion failed: an introduction id has 16 bytes");
  tables.answers.keep(key, { ...takenOnce, atMs: nowMs });
  if (recipient === undefined || blocked || recipient.row === caller.account) return done({});
  const { sealed } = request;
  const entry: MailboxEntry = { kind: "introduction", introductionId, atMs: nowMs, sealed };
  const senderTag = introductionTag(crypto, recipient.accountId, caller.accountId);
  const to = tables.devices.listed(recipient.row).map((device) => device.row);
  const posting = { kind: "introduction", entry, to, recipient: recipient.row, senderTag } as const;
  const noticed = signal({ kind: "introduction", target: recipient.accountId });
  return done({}, [{ kind: "post", posting }, noticed]);
}

function recipientOf(tables: Tables, request: Request, context: SessionContext): Account | undefined {
  const { route } = request;
  if (route.kind === "publicLink") {
    if (usableInvite(tables, route, context)?.kind !== "public") return undefined;
    return tables.accounts.find(route.accountId);
  }
  const row = tables.handles.find(route.handle);
  const [device] = row === undefined ? [] : tables.devices.listed(row);
  return device && { row: device.account, accountId: device.accountId };
}

/** Counts a sender's introductions to one person without naming either. */
function introductionTag(crypto: ServerCrypto, recipient: AccountId, sender: AccountId): Uint8Array {
  return crypto.keyedHash(
    "introduction",
    concatBytes(AccountId.toBytes(recipient), AccountId.toBytes(sender)),
  );
}
