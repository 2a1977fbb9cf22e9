import type { MailboxEntry } from "@bridle/protocol";
import type { Engine } from "./engine.ts";
import { receiveCommit } from "./receive-commit.ts";
import { receiveIntroduction } from "./receive-introduction.ts";
import { receiveMessage } from "./receive-message.ts";
import { receiveNotice, receiveRefusals } from "./receive-notice.ts";
import { receiveWelcome } from "./receive-welcome.ts";
import { sayGap } from "./say-gap.ts";
import { LATER, NOTHING, type Later, type Taken } from "./taken.ts";

// Entries of the mailbox, in order, each taken in one transaction with the cursor: whatever happens
// between two of them, an entry takes effect once ([E1]). What can't be taken now is left where it is,
// with all that follows: the next connection delivers from the cursor on ([E18]).

export interface Inbox {
  /** A new connection begins: the server delivers all that isn't acknowledged. */
  connecting(): void;
  /** The session is open, and the server says what this device acknowledged. */
  opened(ackedSeq: number): void;
  deliver(seq: number, entry: MailboxEntry): void;
  /** The server said that nothing older waits. */
  caughtUp(seq: number): void;
  /** All that waited at the server when this connection began was taken, and nothing came since. */
  isDrained(): boolean;
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

interface Delivery {
  readonly engine: Engine;
  readonly waiting: Waiting[];
  /** The present connection. */
  line: number;
  /** Nothing more is taken from this connection: it would come before what was left. */
  left: number | undefined;
  /** The connection on which the server said that nothing older waits. */
  caughtUp: number | undefined;
  running: boolean;
}

export function createInbox(engine: Engine): Inbox {
  const delivery: Delivery = {
    engine,
    waiting: [],
    line: 0,
    left: undefined,
    caughtUp: undefined,
    running: false,
  };
  return {
    connecting() {
      delivery.line += 1;
      delivery.waiting.length = 0;
    },
    opened(ackedSeq) {
      const compare = async (): Promise<boolean> => {
        // Acknowledged by a newer copy of this store, or by nobody.
        if (ackedSeq > engine.store.account.counter("cursor")) resetCursor(engine, ackedSeq);
        return true;
      };
      const { line } = delivery;
      engine.background.run(() => engine.lane.run(() => orLeave(delivery, line, compare)));
    },
    deliver(seq, entry) {
      const { waiting, line, left } = delivery;
      if (left === line) return;
      waiting.push({ seq, entry, line });
      // Far more than an honest server sends unacknowledged: start over and take it from the cursor.
      if (waiting.length > WAITING_MAX) engine.session.restart();
      start(delivery);
    },
    caughtUp(seq) {
      const { line } = delivery;
      const compare = async (): Promise<boolean> => {
        // Fewer entries than we have seen: the server was set back to an older copy of its data.
        if (seq < engine.store.account.counter("cursor")) resetCursor(engine, seq);
        delivery.caughtUp = line;
        return true;
      };
      engine.background.run(async () => {
        await engine.lane.run(() => orLeave(delivery, line, compare));
        tellDrained(delivery);
      });
    },
    isDrained: () => isDrained(delivery),
  };
}

function start(delivery: Delivery): void {
  if (delivery.running) return;
  delivery.running = true;
  delivery.engine.background.run(() => run(delivery));
}

async function run(delivery: Delivery): Promise<void> {
  const { engine, waiting } = delivery;
  try {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { seq, entry, line } = next;
      await engine.lane.run(() => orLeave(delivery, line, () => take(engine, seq, entry)));
      if (waiting.length === 0 || seq % 64 === 0) acknowledge(engine);
    }
  } finally {
    delivery.running = false;
    if (waiting.length > 0) start(delivery); // A newer connection has brought everything again.
    tellDrained(delivery);
  }
}

/** Where the store has no room for an entry, it stays where it is, like one that can't be judged ([A11]). */
async function orLeave(delivery: Delivery, line: number, work: () => Promise<boolean>): Promise<void> {
  if (delivery.left === line) return;
  let isDone = false;
  try {
    isDone = await work();
  } finally {
    if (!isDone) leaveRest(delivery, line);
  }
}

function leaveRest(delivery: Delivery, of: number): void {
  const { engine, line, waiting } = delivery;
  if (of !== line) return; // A newer connection has brought everything again.
  waiting.length = 0;
  delivery.left = line;
  engine.background.later(LATER_MS, () => {
    if (delivery.left === delivery.line && engine.session.state === "online") engine.session.restart();
  });
}

function isDrained({ running, waiting, line, left, caughtUp }: Delivery): boolean {
  return !running && waiting.length === 0 && caughtUp === line && left !== line;
}

function tellDrained(delivery: Delivery): void {
  if (isDrained(delivery)) delivery.engine.wake.drained();
}

function acknowledge(engine: Engine): void {
  if (engine.session.state === "online") engine.session.ack(engine.store.account.counter("cursor"));
}

/** False when the entry has to wait. */
async function take(engine: Engine, seq: number, entry: MailboxEntry): Promise<boolean> {
  const { store } = engine;
  const cursor = store.account.counter("cursor");
  if (seq <= cursor) return true;
  // A mailbox has no number without an entry, or a gap that names it ([E24]).
  const isNext = entry.kind === "gap" ? entry.from <= cursor + 1 : seq === cursor + 1;
  if (!isNext) resetCursor(engine, seq - 1);
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
        sayGap(store, { conversationId, position, at });
        store.conversations.put({ ...conversation, needsRejoin: true });
      }
    },
    follow() {
      engine.wake.outbox();
      engine.wake.upkeep();
    },
    events: conversations.map(({ conversationId }) => ({
      name: "conversation",
      data: { conversationId, state: "active" },
    })),
  };
}

/** What lies between the cursor and this number will not come. */
function resetCursor(engine: Engine, seq: number): void {
  const gap = receiveGap(engine);
  engine.store.transaction(() => {
    gap.write();
    engine.store.account.setCounter("cursor", seq);
  });
  gap.follow?.();
  for (const event of gap.events ?? []) engine.emit(event);
}
