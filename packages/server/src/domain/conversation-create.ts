import {
  bytes,
  encode,
  limits,
  mailboxEntry,
  type OutcomeOf,
  type ReplyOf,
  type RequestOf,
} from "@bridle/protocol";
import type { Device } from "../ports/devices.ts";
import type { AccountRow } from "../ports/rows.ts";
import type { Tables } from "../ports/store.ts";
import { done, malformed, refuse, type Decision, type SessionContext } from "./decision.ts";
import { signal, type Noticed } from "./noticed.ts";
import { answerKey } from "./once.ts";
import { isPermitted } from "./permission.ts";

type Request = RequestOf<"conversation.create">;
type Member = Request["members"][number];
type Invited = { readonly member: Member; readonly devices: readonly Device[] };

/** The epoch behind the founding commit, whose welcome the invited devices get. */
const FIRST_EPOCH = 1;

/** Founds a conversation with people who each permitted it, and invites their devices. */
export function conversationCreate(
  tables: Tables,
  request: Request,
  context: SessionContext,
): Decision<ReplyOf<"conversation.create">, OutcomeOf<"conversation.create">> {
  const { caller, crypto, nowMs } = context;
  const key = answerKey(crypto, caller, request.messageId);
  const answered = tables.answers.find(key);
  if (answered !== undefined) return done(answered);
  // Nobody's consent would bound them.
  if (request.members.length === 0) return malformed("members: nobody");
  if (new Set(request.members.map((member) => member.accountId)).size < request.members.length) {
    return malformed("members: an account twice");
  }
  const unwilling = unwillingMembers(tables, request, context);
  if (unwilling.length > 0) return refuse("no_grant", ...unwilling);
  const invited: Invited[] = [];
  for (const member of request.members) {
    const devices = invitedDevices(tables, member, context);
    if (devices === undefined) return refuse("unknown_device");
    const [device] = devices;
    const pair = { founder: caller.account, invited: device?.account };
    if (haveTooMany(tables, pair, request.members.length === 1)) return refuse("too_many_conversations");
    invited.push({ member, devices });
  }
  const { conversationId, generation, sealedGroupInfo } = request;
  if (tables.conversations.find(conversationId) !== undefined) return refuse("conversation_exists");
  const place = { order: 1, atMs: nowMs };
  const recipients = [
    { device: caller.device, account: caller.account },
    ...invited.flatMap(({ devices }) => devices.map(({ row, account }) => ({ device: row, account }))),
  ];
  tables.conversations.insert({
    conversationId,
    generation,
    epoch: FIRST_EPOCH,
    ...place,
    sealedGroupInfo,
    recipients,
  });
  tables.answers.keep(key, place);
  const copies = invited.flatMap(({ member, devices }) => {
    const head = welcomeHead(request, member, place);
    return devices.map((device) => ({ device: device.row, head }));
  });
  const posting = { kind: "shared", atMs: nowMs, body: welcomeTail(request), copies } as const;
  // Whoever invites the sender of an introduction has let them in; only the desk knows which were sent.
  const letIn = request.members.map(({ accountId }) =>
    signal({ kind: "introductionAccepted", source: accountId, target: caller.accountId }),
  );
  return done(place, [{ kind: "post", posting }, ...letIn]);
}

/** Everybody who permits nothing to the founder: all of them are noticed, not the first. */
function unwillingMembers(tables: Tables, request: Request, context: SessionContext): readonly Noticed[] {
  const holder = context.caller.accountId;
  const unwilling: Noticed[] = [];
  for (const { accountId, permission } of request.members) {
    const account = tables.accounts.find(accountId);
    if (isPermitted(tables, context.crypto, { granter: account?.row, holder, permission })) continue;
    unwilling.push({ kind: "memberRefused", target: account?.accountId, detail: "conversation.create" });
  }
  return unwilling;
}

/** Of two people only what one of them founded with the other counts: nobody else can use up what they may found. */
function haveTooMany(
  tables: Tables,
  { founder, invited }: { readonly founder: AccountRow; readonly invited: AccountRow | undefined },
  ofTwo: boolean,
): boolean {
  const upTo = limits.conversationsPerPairMax;
  return invited !== undefined && tables.conversations.inCommon(founder, invited, { ofTwo, upTo }) >= upTo;
}

/** The devices of one member, if all of them stand in its chain. */
function invitedDevices(
  tables: Tables,
  member: Member,
  context: SessionContext,
): readonly Device[] | undefined {
  const account = tables.accounts.find(member.accountId);
  if (account === undefined) return undefined;
  const listed = tables.devices
    .listed(account.row)
    .filter((device) => device.row !== context.caller.device && member.devices.includes(device.deviceId));
  const complete = listed.length === member.devices.length && listed.length > 0;
  return complete ? listed : undefined;
}

// A welcome is the same for all, the invitation in front of it is each member's own. The entry's
// encoding is cut there, so that the welcome is stored once.

function welcomeHead(
  request: Request,
  member: Member,
  place: { readonly order: number; readonly atMs: number },
): Uint8Array {
  const { conversationId, generation } = request;
  const { invitation } = member;
  const welcome = new Uint8Array(0);
  const entry = { kind: "welcome", conversationId, generation, ...place, invitation, welcome } as const;
  const encoded = encode(mailboxEntry, entry);
  return encoded.subarray(0, encoded.length - encode(welcomeBytes, welcome).length);
}

function welcomeTail(request: Request): Uint8Array {
  return encode(welcomeBytes, request.welcome);
}

const welcomeBytes = bytes({ max: limits.handshakeMax });
