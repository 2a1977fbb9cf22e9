import type { MailboxEntry } from "@bridle/protocol";
import type { Engine } from "./engine.ts";
import { receiveCommit } from "./receive-commit.ts";
import { receiveIntroduction } from "./receive-introduction.ts";
import { receiveMessage } from "./receive-message.ts";
import { receiveNotice, receiveRefusals } from "./receive-notice.ts";
import { receiveWelcome } from "./receive-welcome.ts";
import { LATER, NOTHING, type Later, type Taken } from "./taken.ts";

// Entries of the mailbox, in order, each taken in one transaction with the cursor: whatever happens
// between two of them, an entry takes effect once ([E1]). What can't be taken now is left where it is,
// with all that follows: the next connection delivers from the cursor on ([E18]).

export interface Inbox {
  /** A new connection begins: the server delivers all that isn't acknowledged. */
  connecting(): void;
  deliver(seq: number, entry: MailboxEntry): void;
  /** The server said that nothing older waits. */
  caughtUp(seq: number): void;
}

const WAITING_MAX = 10_000;
/** How long what can't be taken now is left alone, unless the line breaks before. */
const LATER_MS = 5_000;

interface Waiting {
  readonly seq: number;
  readonly entry: MailboxEntry;
  /** Which connection brought it. */
  readonly line: number;
}

export function createInbox(engine: Engine): Inbox {
  const waiting: Waiting[] = [];
  let line = 0;
  /** Nothing more is taken from this connection: it would come before what was left. */
  let left: number | undefined;
  let running = false;

  const leaveRest = (of: number): void => {
    if (of !== line) return; // A newer connection has brought everything again.
    waiting.length = 0;
    left = line;
    engine.background.later(LATER_MS, () => {
      if (left === line && engine.session.state === "online") engine.session.restart();
    });
  };
  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const [next] = waiting.splice(0, 1);
      const isTaken = next === undefined || (await engine.lane.run(() => take(engine, next.seq, next.entry)));
      if (!isTaken) leaveRest(next.line);
      if (waiting.length === 0 || (next?.seq ?? 0) % 64 === 0) acknowledge(engine);
    }
    running = false;
  };

  return {
    connecting() {
      line += 1;
      left = undefined;
      waiting.length = 0;
    },
    deliver(seq, entry) {
      if (left === line) return;
      waiting.push({ seq, entry, line });
      // Far more than an honest server sends unacknowledged: start over and take it from the cursor.
      if (waiting.length > WAITING_MAX) engine.session.restart();
      if (running) return;
      running = true;
      engine.background.run(run);
    },
    caughtUp(seq) {
      engine.background.run(() =>
        engine.lane.run(async () => {
          // Fewer entries than we have seen: the server was set back to an older copy of its data.
          if (seq < engine.store.account.counter("cursor")) resetCursor(engine, seq);
        }),
      );
    },
  };
}

function acknowledge(engine: Engine): void {
  if (engine.session.state === "online") engine.session.ack(engine.store.account.counter("cursor"));
}

/** False when the entry has to wait. */
async function take(engine: Engine, seq: number, entry: MailboxEntry): Promise<boolean> {
  const { store } = engine;
  if (seq <= store.account.counter("cursor")) return true;
  const taken = await judge(engine, entry);
  if (taken === LATER) return false;
  store.transaction(() => {
    taken.write();
    store.account.setCounter("cursor", seq);
  });
  taken.follow?.();
  for (const event of taken.events ?? []) engine.emit(event);
  return true;
}

function judge(engine: Engine, entry: MailboxEntry): Promise<Taken | Later> | Taken {
  switch (entry.kind) {
    case "message":
      return receiveMessage(engine, entry);
    case "commit":
      return receiveCommit(engine, entry);
    case "welcome":
      return receiveWelcome(engine, entry);
    case "introduction":
      return receiveIntroduction(engine, entry);
    case "notice":
      return receiveNotice(engine, entry);
    case "gap":
      // What strangers sent is missing from no conversation ([E51]).
      return entry.reason === "strangers" ? NOTHING : receiveGap(engine);
    case "refusals":
      return receiveRefusals(engine, entry);
  }
}

/** Something is gone, and nobody knows of which conversation: say so in each, and check each thread. */
function receiveGap(engine: Engine): Taken {
  const { store } = engine;
  const conversations = store.conversations.list().filter((found) => found.state === "active");
  return {
    write() {
      for (const conversation of conversations) {
        const { conversationId, at } = conversation;
        const position = store.messages.last(conversationId)?.position ?? 0;
        store.messages.insertNotice({ conversationId, position, at, notice: "gap" });
        store.conversations.put({ ...conversation, needsRejoin: true });
      }
    },
    follow: () => engine.wake.upkeep(),
    events: conversations.map(({ conversationId }) => ({
      name: "conversation",
      data: { conversationId, state: "active" },
    })),
  };
}

function resetCursor(engine: Engine, seq: number): void {
  const gap = receiveGap(engine);
  engine.store.transaction(() => {
    gap.write();
    engine.store.account.setCounter("cursor", seq);
  });
  gap.follow?.();
}
