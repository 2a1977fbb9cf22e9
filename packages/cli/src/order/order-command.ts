import { statSync, writeFileSync } from "node:fs";
import {
  noonOf,
  type Order,
  orderOdrl,
  orderPage,
  orderRefusalText,
  parseOrder,
  type Times,
} from "@bridle/desk";
import { type CommandIo, UsageError } from "../ledger/command-io.ts";
import { type Options, readNamedText, readOptions, required } from "../ledger/options.ts";
import { obstacles, orderSummary } from "./order-summary.ts";

/** Exit codes: done; not an order; an order that can't be enforced as it is (`check`); wrong use (sysexits' EX_USAGE). */
export const orderExit = { done: 0, notAnOrder: 1, notEnforceable: 2, usage: 64 } as const;

const help = `usage: bridle order check FILE
       bridle order show FILE [--as-of DAY] [--known DAY]
       bridle order odrl FILE [--as-of DAY] [--known DAY]
       bridle order print FILE --html OUT [--as-of DAY] [--known DAY]

  check    says whether FILE is an order, and what keeps it from being enforced
  show     says what holds, what is due, what came
  odrl     writes it as ODRL 2.2 (JSON-LD)
  print    writes it as one page to print; --html - for standard output

  --as-of DAY   the day that is asked about, such as 2026-02-01; default: now
  --known DAY   by what was entered up to the end of that day (UTC); default: now

Ends with 0 when done, 1 if FILE is no order (where and why is said), 2 if check finds an order of which some part
can't be enforced, 64 for wrong use. Nothing is enforced by these commands.
`;

const FILE_BYTES_MAX = 4 * 1024 * 1024;
const HALF_DAY_MS = 43_200_000;

type Command = (order: Order, options: Options, io: CommandIo) => number;

const times = ["as-of", "known"];
const commands: Readonly<Record<string, { readonly run: Command; readonly options: readonly string[] }>> = {
  check: { run: check, options: [] },
  show: { run: show, options: times },
  odrl: { run: odrl, options: times },
  print: { run: print, options: ["html", ...times] },
};

/** `bridle order …`: answers the exit code. */
export function orderCommand(args: readonly string[], io: CommandIo): number {
  const [name = "", ...rest] = args;
  if (args.some((argument) => argument === "--help" || argument === "-h")) {
    io.stdout(help);
    return orderExit.done;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    io.stderr(`order: expected one of ${Object.keys(commands).join(", ")}\n\n${help}`.trimEnd());
    return orderExit.usage;
  }
  try {
    const options = readOptions(rest, command.options, true);
    const [path, ...more] = options.rest;
    if (path === undefined || more.length > 0) throw new UsageError("expected one FILE");
    const order = parseOrder(textOf(path));
    if (order.ok) return command.run(order.value, options, io);
    io.stderr(`${printable(path)}: ${printable(orderRefusalText(order.error))}`);
    return orderExit.notAnOrder;
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    io.stderr(`${printable(thrown.message)}\n\n${help}`.trimEnd());
    return orderExit.usage;
  }
}

function textOf(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size !== undefined && size > FILE_BYTES_MAX) throw new UsageError(`${path} is too large for an order`);
  return readNamedText(path);
}

function check(order: Order, _options: Options, io: CommandIo): number {
  const found = obstacles(order);
  io.stdout(`${order.id}\nThis is an order: ${order.title}, ${order.docket}.\n`);
  if (found.length === 0) {
    io.stdout("Every part of it can be enforced while it is in force.\n");
    return orderExit.done;
  }
  io.stdout(
    `These parts of it are not enforced as they are:\n${found.map((line) => `  ${line}\n`).join("")}`,
  );
  return orderExit.notEnforceable;
}

function show(order: Order, options: Options, io: CommandIo): number {
  io.stdout(orderSummary(order, timesOf(options)));
  return orderExit.done;
}

function odrl(order: Order, options: Options, io: CommandIo): number {
  io.stdout(`${JSON.stringify(orderOdrl(order, timesOf(options)), undefined, 2)}\n`);
  return orderExit.done;
}

function print(order: Order, options: Options, io: CommandIo): number {
  const out = required(options, "html");
  const page = orderPage(order, timesOf(options));
  if (out === "-") {
    io.stdout(page);
    return orderExit.done;
  }
  try {
    writeFileSync(out, page);
  } catch {
    throw new UsageError(`--html: ${out} can't be written`);
  }
  return orderExit.done;
}

function timesOf(options: Options): Times {
  const nowMs = Date.now();
  const known = dayOf(options, "known");
  return {
    validAtMs: dayOf(options, "as-of") ?? nowMs,
    knownAtMs: known === undefined ? nowMs : known + HALF_DAY_MS - 1,
  };
}

function dayOf(options: Options, name: string): number | undefined {
  const given = options.named.get(name);
  if (given === undefined) return undefined;
  const noon = noonOf(given);
  if (noon === undefined) throw new UsageError(`--${name}: expected a day such as 2026-02-01`);
  return noon;
}

/** Names out of a file may hold what moves a terminal's cursor or turns text around. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
