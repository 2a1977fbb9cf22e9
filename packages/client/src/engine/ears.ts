import type { ClientEvent } from "../api/shapes.ts";
import type { Engine } from "./engine.ts";
import { publicMessage } from "./queries.ts";

// Who hears what happens. A listener may take its time over each event, such as until a line is written; what a
// slow one costs is bounded: its messages wait in the store and are told when it has caught up ([E23]).

/** Takes events. A message counts as notified when the listener is done with it. */
export type Listener = (event: ClientEvent) => void | Promise<void>;

export interface Ears {
  /** Messages that nobody was told of yet come first. Returns the way to stop. */
  add(listener: Listener): () => void;
  tell(event: ClientEvent): Promise<void>;
}

/** Events that a listener may have in hand at the same time. */
const IN_HAND_MAX = 256;
/** Read from the store at once. */
const PAGE = 200;

interface Ear {
  readonly listener: Listener;
  inHand: number;
  /** Too much was in hand: nothing new is told until it is through with that and with the store. */
  behind: boolean;
  /** Something else than messages happened meanwhile. */
  missed: boolean;
}

export function createEars(engine: () => Engine, fault: (thrown: unknown) => void): Ears {
  const ears = new Set<Ear>();

  const catchUp = async (ear: Ear): Promise<void> => {
    const { store } = engine();
    for (;;) {
      const waiting = store.messages.unnotified(PAGE);
      for (const message of waiting) {
        await ear.listener({ name: "message", data: publicMessage(message) });
        store.messages.setNotified(message);
      }
      if (waiting.length === 0) break;
    }
    ear.behind = false;
    if (!ear.missed) return;
    ear.missed = false;
    await hand(ear, { name: "warning", data: { kind: "events_missed" } });
  };

  /** False when it wasn't told. */
  const hand = async (ear: Ear, event: ClientEvent): Promise<boolean> => {
    ear.behind ||= ear.inHand >= IN_HAND_MAX;
    if (ear.behind) {
      ear.missed ||= event.name !== "message";
      return false;
    }
    ear.inHand += 1;
    try {
      await ear.listener(event);
    } finally {
      ear.inHand -= 1;
    }
    // Later: what was just told is marked first.
    if (ear.behind && ear.inHand === 0) engine().background.later(0, () => catchUp(ear));
    return true;
  };

  return {
    add(listener) {
      const ear: Ear = { listener, inHand: 0, behind: false, missed: false };
      ears.add(ear);
      catchUp(ear).catch(fault);
      return () => void ears.delete(ear);
    },
    async tell(event) {
      const told = await Promise.all([...ears].map((ear) => hand(ear, event)));
      if (event.name !== "message" || told.length === 0 || told.includes(false)) return;
      const { conversationId, messageId } = event.data;
      const { lane, store } = engine();
      await lane.run(async () => {
        const message = store.messages.get(conversationId, messageId);
        if (message !== undefined) store.messages.setNotified(message);
      });
    },
  };
}
