import {
  err,
  ok,
  type DeliveryChange,
  type MailboxAddress,
  type MessageId,
  type OutcomeOf,
  type ReplyOf,
  type RequestOf,
  type Result,
} from "@bridle/protocol";
import type { Conversation, NewEpoch } from "../ports/conversations.ts";
import type { Device } from "../ports/devices.ts";
import type { Tables } from "../ports/store.ts";
import type { Caller } from "./caller.ts";
import { isRecipient, nextPlace, recipientsBut } from "./conversation-send.ts";
import { done, refuse, type Decision, type SessionContext } from "./decision.ts";
import { readMlsMessage, type MlsMessage } from "./mls-message.ts";
import { unreadable, type Noticed } from "./noticed.ts";
import { answerKey } from "./once.ts";

type Outcome = OutcomeOf<"conversation.commit">;

interface ListChange {
  readonly add: NewEpoch["add"];
  readonly remove: readonly Device[];
}

/** What a commit by a member and a rejoin from outside don't share. */
interface Handshake {
  readonly outerClass: "commit" | "rejoin";
  readonly messageId: MessageId;
  readonly body: Uint8Array;
  readonly sealedGroupInfo: Uint8Array;
  mayOpen(conversation: Conversation): boolean;
  /** The change that the commit announces, or what there is to notice when it isn't the sender's to make. */
  listChange(conversation: Conversation, delivery: DeliveryChange): Result<ListChange, readonly Noticed[]>;
}

/** Opens the next epoch, if nobody else did, and changes the delivery list exactly as the commit says. */
export function conversationCommit(
  tables: Tables,
  request: RequestOf<"conversation.commit">,
  context: SessionContext,
): Decision<ReplyOf<"conversation.commit">, Outcome> {
  const { caller } = context;
  const decided = openNextEpoch(tables, context, {
    outerClass: "commit",
    messageId: request.messageId,
    body: request.commit,
    sealedGroupInfo: request.sealedGroupInfo,
    mayOpen: (conversation) => isRecipient(conversation, caller.device),
    listChange: (conversation, delivery) => memberChange(tables, caller, { conversation, delivery }),
  });
  if (decided.ok) tables.devices.raiseSealedCount(caller.device, request.sealedCount);
  return decided;
}

/**
 * Brings a device of a member back by an external commit. It may add only itself and remove only
 * devices of its own account.
 */
export function conversationRejoin(
  tables: Tables,
  request: RequestOf<"conversation.rejoin">,
  context: SessionContext,
): Decision<ReplyOf<"conversation.rejoin">, OutcomeOf<"conversation.rejoin">> {
  const { caller } = context;
  return openNextEpoch(tables, context, {
    outerClass: "rejoin",
    messageId: request.messageId,
    body: request.commit,
    sealedGroupInfo: request.sealedGroupInfo,
    mayOpen: (conversation) => tables.conversations.isMember(conversation.row, caller.account),
    listChange: (_conversation, delivery) => rejoinChange(tables, caller, delivery),
  });
}

function openNextEpoch(
  tables: Tables,
  context: SessionContext,
  handshake: Handshake,
): Decision<ReplyOf<"conversation.commit">, Outcome> {
  const { caller, crypto, nowMs } = context;
  const { messageId, body } = handshake;
  const key = answerKey(crypto, caller, messageId);
  const answered = tables.answers.find(key);
  if (answered !== undefined) return done({ messageId, ...answered });
  const message = readMlsMessage(body);
  if (message === undefined || message.data.outerClass !== handshake.outerClass) {
    return refuse("bad_message", unreadable(`conversation.${handshake.outerClass}`, body));
  }
  const { conversationId } = message.framing;
  const conversation = tables.conversations.find(conversationId);
  if (conversation === undefined || !handshake.mayOpen(conversation)) return refuse("not_a_member");
  if (!isForCurrentEpoch(conversation, message)) return refuse("epoch_conflict");
  const change = handshake.listChange(conversation, message.data.delivery);
  if (!change.ok) return refuse("bad_message", ...change.error);
  const place = nextPlace(conversation, nowMs);
  applyChange(tables, context, { conversation, handshake, change: change.value, place });
  tables.answers.keep(key, place);
  // Whoever goes learns of it by the same commit.
  const to = recipientsBut(conversation, caller.device);
  const entry = { kind: "commit", conversationId, ...place, body } as const;
  return done({ messageId, ...place }, [{ kind: "post", posting: { kind: "entry", entry, to } }]);
}

function isForCurrentEpoch(conversation: Conversation, message: MlsMessage): boolean {
  const { generation, epoch } = message.framing;
  return generation === conversation.generation && epoch === conversation.epoch;
}

function applyChange(
  tables: Tables,
  context: SessionContext,
  opening: {
    readonly conversation: Conversation;
    readonly handshake: Handshake;
    readonly change: ListChange;
    readonly place: { readonly order: number; readonly atMs: number };
  },
): void {
  const { conversation, handshake, change, place } = opening;
  const epoch = conversation.epoch + 1;
  const removes = handshake.outerClass === "rejoin" || change.remove.length > 0;
  tables.conversations.openEpoch(conversation, {
    epoch,
    removalEpoch: removes ? epoch : conversation.removalEpoch,
    ...place,
    sealedGroupInfo: handshake.sealedGroupInfo,
    add: change.add,
    remove: change.remove.map((device) => device.row),
  });
  endMemberships(tables, context.caller, { conversation, change });
}

/**
 * An account that lost its last device to somebody else's commit is no member any more. A device that
 * its own chain had dropped doesn't count: its account comes back with another one.
 */
function endMemberships(
  tables: Tables,
  caller: Caller,
  opened: { readonly conversation: Conversation; readonly change: ListChange },
): void {
  const { conversation, change } = opened;
  const gone = new Set(change.remove.map((device) => device.row));
  const left = new Set(
    conversation.recipients.filter(({ device }) => !gone.has(device)).map(({ account }) => account),
  );
  for (const { account } of change.add) left.add(account);
  for (const { account, listed } of change.remove) {
    if (!listed || account === caller.account || left.has(account)) continue;
    tables.conversations.endMembership(conversation, account);
  }
}

/** A member may add devices of accounts that already are members, and remove any but its own. */
function memberChange(
  tables: Tables,
  caller: Caller,
  said: { readonly conversation: Conversation; readonly delivery: DeliveryChange },
): Result<ListChange, readonly Noticed[]> {
  const { conversation, delivery } = said;
  const add: { device: Device["row"]; account: Device["account"] }[] = [];
  const refused: Noticed[] = [];
  for (const address of delivery.add) {
    const device = deviceAt(tables, address);
    if (device?.listed !== true) return err(refused);
    if (tables.conversations.isMember(conversation.row, device.account)) {
      add.push({ device: device.row, account: device.account });
    } else {
      refused.push({ kind: "memberRefused", target: device.accountId, detail: "conversation.commit" });
    }
  }
  if (refused.length > 0) return err(refused);
  // Devices of a deleted account are gone already; the commit that drops their leaves is welcome.
  const remove = delivery.remove.flatMap((address) => deviceAt(tables, address) ?? []);
  return remove.some((device) => device.row === caller.device) ? err([]) : ok({ add, remove });
}

function rejoinChange(
  tables: Tables,
  caller: Caller,
  delivery: DeliveryChange,
): Result<ListChange, readonly Noticed[]> {
  const [self, ...others] = delivery.add;
  const addsItself = self?.accountId === caller.accountId && self.deviceId === caller.deviceId;
  if (!addsItself || others.length > 0) return err([]);
  const remove: Device[] = [];
  for (const address of delivery.remove) {
    if (address.accountId !== caller.accountId) return err([]);
    const device = deviceAt(tables, address);
    if (device === undefined) return err([]);
    remove.push(device);
  }
  return ok({ add: [{ device: caller.device, account: caller.account }], remove });
}

function deviceAt(tables: Tables, address: MailboxAddress): Device | undefined {
  const account = tables.accounts.find(address.accountId);
  return account && tables.devices.find(account.row, address.deviceId);
}
