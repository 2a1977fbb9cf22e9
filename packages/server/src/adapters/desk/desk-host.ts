import type { DeskHost } from "../../desk/desk-host.ts";
import type { Ledger } from "../../ports/ledger.ts";
import type { SignalStore } from "../../ports/signal-store.ts";
import type { Store } from "../../ports/store.ts";
import type { ServerCore } from "../../shell/server-core.ts";
import type { DeskShell } from "../../signals/desk-shell.ts";
import type { SignalDesk } from "../signals/open-signals.ts";
import { openTargets } from "../signals/open-targets.ts";

/** The running server, as the desk's decisions reach it. */
export function deskHost(parts: {
  readonly core: ServerCore;
  readonly signals: Pick<SignalDesk, "key"> & {
    readonly store: SignalStore;
    readonly shell: Pick<DeskShell, "tally">;
  };
  readonly store: Store;
  readonly ledger: Pick<Ledger, "append"> | undefined;
}): DeskHost {
  const { core, signals, store, ledger } = parts;
  return {
    setControls: (controls) => core.enforce("desk", controls),
    async openTargets(targets, unlocks) {
      const opened = await openTargets(signals, targets, unlocks);
      if (!opened.ok) return opened;
      return { ok: true, value: [...opened.value].map(([target, account]) => ({ target, account })) };
    },
    shareHolders: () => signals.key?.shares.map(({ name }) => name) ?? [],
    postNotices: (order) => core.postNotices(order),
    noticeCounts: (batch) => store.notices.counts(batch),
    signalCounts: (range) => signals.shell.tally.counts(range),
    async log(entry) {
      const promised = await ledger?.append(entry);
      if (promised?.ok === true) return promised.value.index;
      // Durable at its place: the witnesses' word comes later by itself.
      return promised?.error.kind === "not_yet_witnessed" ? promised.error.index : undefined;
    },
  };
}
