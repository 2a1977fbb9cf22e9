import type { NetworkClass, Signal } from "@bridle/desk";
import type { Caller } from "../domain/caller.ts";
import type { Noticed } from "../domain/noticed.ts";
import type { Clock } from "../ports/clock.ts";
import type { NetworkClasses } from "../ports/network-classes.ts";
import type { SignalSink } from "../ports/signal-sink.ts";

/** Whose connection it happened on. */
export interface Witnessed {
  readonly peer: { readonly address: string | undefined };
  readonly caller: Caller | undefined;
  readonly platform: string;
}

/** Makes signals of what decisions noticed: adds when, where from and by which client, and nothing else. */
export class Noticing {
  readonly #sink: SignalSink;
  readonly #networks: NetworkClasses;
  readonly #clock: Clock;

  constructor(parts: {
    readonly sink: SignalSink;
    readonly networks: NetworkClasses;
    readonly clock: Clock;
  }) {
    this.#sink = parts.sink;
    this.#networks = parts.networks;
    this.#clock = parts.clock;
  }

  notice(noticed: Noticed, { peer, caller, platform }: Witnessed): void {
    const { networkClass, indicator } = this.#networks.of(peer.address);
    const told = this.#signalOf(noticed, { caller, platform, networkClass });
    this.#sink.take(told);
    if (indicator === undefined || !isArrival(noticed)) return;
    this.#sink.take({ ...told, kind: "indicatorHit", detail: indicator });
  }

  #signalOf(
    noticed: Noticed,
    on: Pick<Witnessed, "caller" | "platform"> & { readonly networkClass: NetworkClass },
  ): Signal {
    const { kind, target, detail, size, links = [] } = noticed;
    // What concerns nobody's deed has no source, even where somebody's session reported it.
    const source = "source" in noticed ? noticed.source : on.caller?.accountId;
    const build = on.caller?.build;
    return {
      kind,
      atMs: this.#clock.nowMs(),
      platform: on.platform,
      ...(source === undefined ? {} : { source }),
      ...(target === undefined ? {} : { target }),
      ...(build === undefined ? {} : { build }),
      network: on.networkClass,
      ...(detail === undefined ? {} : { detail }),
      ...(size === undefined ? {} : { sizeBucket: sizeBucket(size) }),
      links: links.map(({ kind: link, material }) => ({ kind: link, tag: this.#sink.tag(link, material) })),
    };
  }
}

/** An account came into being, or came with a client that is new for it. */
function isArrival({ kind }: Noticed): boolean {
  return kind === "registered" || kind === "newBuild";
}

/** The next power of two. */
function sizeBucket(size: number): number {
  return size <= 1 ? size : 2 ** Math.ceil(Math.log2(size));
}
