import type { Socket, Transport } from "./transport.ts";

// What every Transport does, against a server that sends each message back, but "words" as a text message,
// and that closes on "close". Plain functions that throw, so that a worker in a real browser can run them.

export interface TransportHarness {
  readonly transport: Transport;
  /** `ws://` address of the echoing server. */
  readonly url: string;
  /** `ws://` address where nobody listens. */
  readonly deadUrl: string;
}

export interface TransportCase {
  readonly title: string;
  readonly run: (harness: TransportHarness) => Promise<void>;
}

export const transportContract: readonly TransportCase[] = [
  {
    title: "carries frames both ways, whole and in order",
    async run({ transport, url }) {
      const talk = new Conversation(transport, url);
      await talk.until(() => talk.opened === 1);
      const frames = [new Uint8Array(0), Uint8Array.of(1), large, Uint8Array.of(2, 3).subarray(1)];
      for (const frame of frames) talk.socket.send(frame);
      await talk.until(() => talk.frames.length === frames.length);
      check(
        frames.every((frame, index) => same(frame, talk.frames[index])),
        "a frame changed",
      );
      talk.socket.close();
      await talk.until(() => talk.closed === 1);
    },
  },
  {
    title: "leaves text messages out",
    async run({ transport, url }) {
      const talk = new Conversation(transport, url);
      await talk.until(() => talk.opened === 1);
      talk.socket.send(ascii("words"));
      talk.socket.send(Uint8Array.of(7));
      await talk.until(() => talk.frames.length > 0);
      check(same(talk.frames[0], Uint8Array.of(7)), "a text message was delivered");
      talk.socket.close();
      await talk.until(() => talk.closed === 1);
    },
  },
  {
    title: "says once that the other side closed, and drops what is sent after",
    async run({ transport, url }) {
      const talk = new Conversation(transport, url);
      await talk.until(() => talk.opened === 1);
      talk.socket.send(ascii("close"));
      await talk.until(() => talk.closed === 1);
      talk.socket.send(Uint8Array.of(1));
      talk.socket.close();
      await moment();
      check(talk.closed === 1 && talk.frames.length === 0, "something came after the end");
    },
  },
  {
    title: "says that nobody listens as closed, without throwing",
    async run({ transport, deadUrl }) {
      for (const address of [deadUrl, "not an address", "ftp://127.0.0.1/"]) {
        const talk = new Conversation(transport, address);
        talk.socket.send(Uint8Array.of(1));
        check(talk.closed === 0, "closed before connect returned");
        await talk.until(() => talk.closed === 1);
        check(talk.opened === 0, "opened");
      }
    },
  },
  {
    title: "can be closed before it opened",
    async run({ transport, url }) {
      const talk = new Conversation(transport, url);
      talk.socket.close();
      await talk.until(() => talk.closed === 1);
      check(talk.opened === 0, "opened");
    },
  },
  {
    title: "counts what waits to be sent",
    async run({ transport, url }) {
      const talk = new Conversation(transport, url);
      check(talk.socket.bufferedBytes === 0, "something waits before it opened");
      await talk.until(() => talk.opened === 1);
      for (let n = 0; n < 16; n++) talk.socket.send(large);
      check(talk.socket.bufferedBytes > 0, "nothing waits after 16 MB");
      await talk.until(() => talk.frames.length === 16);
      await talk.until(() => talk.socket.bufferedBytes === 0);
      talk.socket.close();
      await talk.until(() => talk.closed === 1);
    },
  },
];

const large = new Uint8Array(1_000_000).map((_, index) => index % 253);

class Conversation {
  opened = 0;
  closed = 0;
  readonly frames: Uint8Array[] = [];
  readonly socket: Socket;
  #changed = Promise.withResolvers<void>();

  constructor(transport: Transport, url: string) {
    this.socket = transport.connect(url, {
      opened: () => this.#note(() => this.opened++),
      frame: (bytes) => this.#note(() => this.frames.push(bytes)),
      closed: () => this.#note(() => this.closed++),
    });
  }

  /** Waits for something to hold. When it never does, the test runner's own limit ends the test. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await Promise.race([this.#changed.promise, moment()]);
  }

  #note(change: () => number): void {
    change();
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.codePointAt(0) ?? 0);
}

function same(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return (
    a !== undefined && b !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index])
  );
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new Error(message);
}
