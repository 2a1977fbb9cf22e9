import { Counter, Gauge, Registry } from "prom-client";
import type { Store } from "../ports/store.ts";
import type { Stats } from "../shell/stats.ts";

type Numbers = { [K in keyof Stats]: Stats[K] extends number ? K : never }[keyof Stats];

const GAUGES: readonly (readonly [name: string, help: string, key: Numbers])[] = [
  ["bridle_connections", "Open sockets", "connections"],
  ["bridle_sessions", "Devices with an open session", "sessions"],
  ["bridle_queued_calls", "Calls waiting for the next batch", "queuedCalls"],
];

const COUNTERS: readonly (readonly [name: string, help: string, key: Numbers])[] = [
  ["bridle_batches_total", "Transactions made durable", "batches"],
  ["bridle_batched_calls_total", "Calls in those transactions", "batchedCalls"],
  ["bridle_commit_seconds_total", "Time spent in those transactions", "commitSeconds"],
  ["bridle_acks_total", "Acknowledgements made durable", "acks"],
  ["bridle_delivered_total", "Mailbox entries sent to devices", "delivered"],
  ["bridle_delivered_live_total", "Of those, pushed without reading the store", "deliveredLive"],
  ["bridle_slow_consumers_total", "Connections closed because acks didn't come", "slowConsumers"],
  ["bridle_signals_total", "Signals stored for the desk", "signals"],
  ["bridle_signals_repeated_total", "Signals held back because they said nothing new", "signalsRepeated"],
  ["bridle_signals_dropped_total", "Signals lost because too many waited", "signalsDropped"],
  [
    "bridle_signals_crowded_out_total",
    "Signals gone before their 14 days for want of room",
    "signalsCrowdedOut",
  ],
];

/** What `/metrics` shows: numbers about the server, none about a person. */
export function createMetrics(stats: Stats, store: Store): Registry {
  const registry = new Registry();
  const gauge = (name: string, help: string, read: () => number): void => {
    const metric: Gauge = new Gauge({ name, help, registers: [], collect: () => metric.set(read()) });
    registry.registerMetric(metric);
  };
  const counter = (name: string, help: string, read: () => number): void => {
    const metric: Counter = new Counter({
      name,
      help,
      registers: [],
      collect: () => countTo(metric, read()),
    });
    registry.registerMetric(metric);
  };
  for (const [name, help, key] of GAUGES) gauge(name, help, () => stats[key]);
  for (const [name, help, key] of COUNTERS) counter(name, help, () => stats[key]);
  gauge("bridle_waiting_bodies", "Bodies waiting in mailboxes, roughly", () =>
    store.mailboxes.waitingRoughly(),
  );
  gauge("process_resident_memory_bytes", "Resident memory", () => process.memoryUsage.rss());
  counter("process_cpu_seconds_total", "User and system CPU time", cpuSeconds);
  registry.registerMetric(
    labelled("call", stats.answers, { name: "bridle_answers_total", help: "Calls answered" }),
  );
  registry.registerMetric(
    labelled("status", stats.refusals, {
      name: "bridle_refusals_total",
      help: "Calls refused by a common refusal",
    }),
  );
  return registry;
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function countTo(counter: Counter, total: number): void {
  counter.reset();
  counter.inc(total);
}

function labelled(
  label: string,
  counts: ReadonlyMap<string, number>,
  metric: { readonly name: string; readonly help: string },
): Counter {
  const counter: Counter = new Counter({
    ...metric,
    labelNames: [label],
    registers: [],
    collect() {
      counter.reset();
      for (const [value, total] of counts) counter.inc({ [label]: value }, total);
    },
  });
  return counter;
}
