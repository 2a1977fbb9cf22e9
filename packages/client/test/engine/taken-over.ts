import { openNodePlatform } from "@bridle/client/node";
import { createCrypto, type Group, type MlsEnv } from "@bridle/core";
import type { ConversationId, MailboxEntry } from "@bridle/protocol";
import { RawLine, type Person, type World } from "@bridle/testkit";
import { authenticate, selfOf, type Self } from "../../src/engine/engine.ts";
import { createGroups } from "../../src/engine/groups.ts";
import { openStore, type Store } from "../../src/store/store.ts";

/** A member's device in the hands of somebody who doesn't keep to the rules. */
export interface TakenOver {
  readonly self: Self;
  readonly store: Store;
  /** The state after the last message sealed with it. */
  group: Group;
  readonly mls: MlsEnv;
  readonly line: RawLine;
  close(): void;
}

/** The keys of a person whose client is stopped. */
export async function keysOf(person: Person): Promise<Self> {
  await person.close();
  const platform = await openNodePlatform({ dataDir: person.dataDir });
  if (!platform.ok) throw new Error(platform.error.kind);
  const account = openStore(platform.value.database).account.account();
  platform.value.close();
  if (account === undefined) throw new Error("no account");
  return selfOf(account);
}

/** Stops the honest client and goes on with its keys. */
export async function takeOver(
  world: World,
  person: Person,
  conversationId: ConversationId,
): Promise<TakenOver> {
  await person.close();
  const platform = await openNodePlatform({ dataDir: person.dataDir });
  if (!platform.ok) throw new Error(platform.error.kind);
  const store = openStore(platform.value.database);
  const account = store.account.account();
  const group = createGroups(store).get(conversationId);
  if (account === undefined || group === undefined) throw new Error("nothing to take over");
  const line = await RawLine.open(world.server.url);
  const { accountId, deviceId, deviceKey } = account;
  await line.login({ accountId, deviceId, privateKey: deviceKey });
  const crypto = createCrypto(platform.value.crypto);
  return {
    self: selfOf(account),
    store,
    group,
    mls: { crypto, authenticate },
    line,
    close() {
      line.close();
      platform.value.close();
    },
  };
}

/** What only a lying server does: hands out an entry that nobody put into the mailbox, and waits until it was taken. */
export async function deliverTo(person: Person, entry: MailboxEntry): Promise<void> {
  const { account } = openStore(person.platform.database);
  const seq = account.counter("cursor") + 1;
  let isOut = false;
  person.tamper = (frame) => {
    if (isOut || frame.kind !== "reply") return [frame];
    isOut = true;
    return [frame, { kind: "deliver", seq, entry }];
  };
  await person.client.call("publicLink.create", {});
  await person.until(() => (account.counter("cursor") >= seq ? true : undefined));
  person.tamper = (frame) => [frame];
}
