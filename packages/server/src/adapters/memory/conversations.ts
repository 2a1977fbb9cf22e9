import { branded, type ConversationId } from "@bridle/protocol";
import {
  isOfTwo,
  type Conversation,
  type Conversations,
  type NewConversation,
  type NewEpoch,
} from "../../ports/conversations.ts";
import type { AccountRow, ConversationRow, DeviceRow } from "../../ports/rows.ts";
import { Table, type Journal } from "./journal.ts";

interface Stored {
  readonly head: Omit<Conversation, "recipients">;
  readonly places: readonly { readonly device: DeviceRow; readonly account: AccountRow }[];
  /** Members, and whether they want mail. */
  readonly members: ReadonlyMap<AccountRow, boolean>;
  readonly sealedGroupInfo: Uint8Array;
  /** Founded between two accounts. */
  readonly ofTwo: boolean;
}

export class MemoryConversations implements Conversations {
  readonly #stored: Table<ConversationRow, Stored>;
  readonly #rows: Table<ConversationId, ConversationRow>;
  #nextRow = 1;

  constructor(journal: Journal) {
    this.#stored = new Table(journal);
    this.#rows = new Table(journal);
  }

  find(conversationId: ConversationId): Conversation | undefined {
    const row = this.#rows.get(conversationId);
    return row === undefined ? undefined : viewOf(this.#at(row));
  }

  insert(conversation: NewConversation): Conversation {
    const { recipients, sealedGroupInfo, ...said } = conversation;
    const ofTwo = isOfTwo(conversation);
    const row = branded<number, "ConversationRow">(this.#nextRow++);
    const head = { row, removalEpoch: said.epoch, ...said };
    const members = new Map(recipients.map(({ account }) => [account, true]));
    this.#stored.set(row, { head, places: recipients, members, sealedGroupInfo, ofTwo });
    this.#rows.set(said.conversationId, row);
    return viewOf(this.#at(row));
  }

  advance({ row }: Conversation, place: { readonly order: number; readonly atMs: number }): void {
    const { head } = this.#at(row);
    this.#change(row, { head: { ...head, ...place } });
  }

  openEpoch({ row }: Conversation, { add, remove, sealedGroupInfo, ...opened }: NewEpoch): void {
    const { head, places } = this.#at(row);
    const gone = new Set([...remove, ...add.map(({ device }) => device)]);
    const left = places.filter(({ device }) => !gone.has(device));
    this.#change(row, { head: { ...head, ...opened }, places: [...left, ...add], sealedGroupInfo });
  }

  sealedGroupInfo(row: ConversationRow): Uint8Array {
    return this.#at(row).sealedGroupInfo;
  }

  isMember(row: ConversationRow, account: AccountRow): boolean {
    return this.#at(row).members.has(account);
  }

  endMembership({ row }: Conversation, account: AccountRow): void {
    this.#change(row, { members: without(this.#at(row).members, account) });
  }

  attach({ row }: Conversation, account: AccountRow, attached: boolean): void {
    this.#change(row, { members: new Map([...this.#at(row).members, [account, attached]]) });
  }

  inCommon(a: AccountRow, b: AccountRow, of: { readonly ofTwo: boolean; readonly upTo: number }): number {
    const { upTo } = of;
    const found = this.#stored
      .values()
      .filter(({ members, ofTwo }) => members.has(a) && members.has(b) && (ofTwo || !of.ofTwo));
    return Math.min(found.length, upTo);
  }

  forgetDevice(device: DeviceRow): void {
    for (const [row, { places }] of this.#stored.entries()) {
      const left = places.filter((place) => place.device !== device);
      if (left.length < places.length) this.#change(row, { places: left });
    }
  }

  forgetAccount(account: AccountRow): void {
    for (const [row, { head, places, members }] of this.#stored.entries()) {
      if (!members.has(account)) continue;
      const left = without(members, account);
      if (left.size > 0) {
        this.#change(row, { members: left, places: places.filter((place) => place.account !== account) });
      } else {
        this.#stored.delete(row);
        this.#rows.delete(head.conversationId);
      }
    }
  }

  #at(row: ConversationRow): Stored {
    const found = this.#stored.get(row);
    if (found === undefined) throw new Error("assertion failed: a row number without its row");
    return found;
  }

  #change(row: ConversationRow, change: Partial<Stored>): void {
    this.#stored.set(row, { ...this.#at(row), ...change });
  }
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
