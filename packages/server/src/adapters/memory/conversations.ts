import { branded, type ConversationId } from "@bridle/protocol";
import type { Conversation, Conversations } from "../../ports/conversations.ts";
import type { AccountRow, ConversationRow, DeviceRow } from "../../ports/rows.ts";
import { Table, type Journal } from "./journal.ts";

interface Place {
  readonly device: DeviceRow;
  readonly account: AccountRow;
}

interface Stored {
  readonly head: Omit<Conversation, "recipients">;
  readonly places: readonly Place[];
  /** Members, and whether they want mail. */
  readonly members: ReadonlyMap<AccountRow, boolean>;
  readonly sealedGroupInfo: Uint8Array;
}

export function memoryConversations(journal: Journal): Conversations {
  const stored = new Table<ConversationRow, Stored>(journal);
  const rows = new Table<ConversationId, ConversationRow>(journal);
  let nextRow = 1;
  const at = (row: ConversationRow): Stored => {
    const found = stored.get(row);
    if (found === undefined) throw new Error("assertion failed: a row number without its row");
    return found;
  };
  const find: Conversations["find"] = (conversationId) => {
    const row = rows.get(conversationId);
    return row === undefined ? undefined : viewOf(at(row));
  };
  return {
    find,
    insert({ recipients, sealedGroupInfo, ...said }) {
      const row = branded<number, "ConversationRow">(nextRow++);
      const head = { row, removalEpoch: said.epoch, ...said };
      const members = new Map(recipients.map(({ account }) => [account, true]));
      stored.set(row, { head, places: recipients, members, sealedGroupInfo });
      rows.set(said.conversationId, row);
      return viewOf(at(row));
    },
    advance({ row }, place) {
      const before = at(row);
      stored.set(row, { ...before, head: { ...before.head, ...place } });
    },
    openEpoch({ row }, { add, remove, sealedGroupInfo, ...opened }) {
      const before = at(row);
      const gone = new Set([...remove, ...add.map(({ device }) => device)]);
      const places = [...before.places.filter(({ device }) => !gone.has(device)), ...add];
      stored.set(row, { ...before, head: { ...before.head, ...opened }, places, sealedGroupInfo });
    },
    sealedGroupInfo: (row) => at(row).sealedGroupInfo,
    isMember: (row, account) => at(row).members.has(account),
    endMembership({ row }, account) {
      const before = at(row);
      stored.set(row, { ...before, members: without(before.members, account) });
    },
    attach({ row }, account, attached) {
      const before = at(row);
      stored.set(row, { ...before, members: new Map([...before.members, [account, attached]]) });
    },
    haveOneInCommon: (a, b) => stored.values().some(({ members }) => members.has(a) && members.has(b)),
    forgetDevice(device) {
      for (const [row, before] of stored.entries()) {
        if (!before.places.some((place) => place.device === device)) continue;
        stored.set(row, { ...before, places: before.places.filter((place) => place.device !== device) });
      }
    },
    forgetAccount(account) {
      for (const [row, before] of stored.entries()) {
        if (!before.members.has(account)) continue;
        const members = without(before.members, account);
        const places = before.places.filter((place) => place.account !== account);
        if (members.size > 0) stored.set(row, { ...before, members, places });
        else {
          stored.delete(row);
          rows.delete(before.head.conversationId);
        }
      }
    },
  };
}

function viewOf({ head, places, members }: Stored): Conversation {
  const recipients = places.map((place) => ({ ...place, attached: members.get(place.account) ?? false }));
  return { ...head, recipients };
}

function without(
  members: ReadonlyMap<AccountRow, boolean>,
  account: AccountRow,
): ReadonlyMap<AccountRow, boolean> {
  return new Map([...members].filter(([member]) => member !== account));
}
