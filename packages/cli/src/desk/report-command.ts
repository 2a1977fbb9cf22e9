import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { reportLanguages, reportTables, transparencyPage, type ReportView } from "@bridle/desk";
import { openReports, StoreRefusal, type OpenReports } from "@bridle/server";
import { defaultServerFolder } from "../data-folder.ts";
import { CommandFault, type CommandIo, exit, UsageError } from "../ledger/command-io.ts";
import { type Options, readOptions } from "../ledger/options.ts";
import { reportVerifyCommand } from "./report-verify.ts";

const help = `usage: bridle desk report <command> [--data DIR]

  list                      which reports are published, which is due, and the key that signs them
  preview [--html OUT]      the half-year that is due, or else the running one, as the public would read it
  publish --period PERIOD   publish the half-year that is due, such as 2026-H1, for good
  verify FILE … --key HEX [--policy FILE]
                            check reports offline, the oldest first: signature, form, each after the one before.
                            Beside 2026-H1.json lie 2026-H1.sig and, with --policy, 2026-H1.proof, as the service
                            has them under /transparency; the key and the policy come from elsewhere

  --data DIR   the server's data folder; default: ~/.local/share/bridle/server
  --html OUT   as a page; --lang ar for Arabic

Works while the server runs; it gives what is published to the public log. verify ends with 0 when everything
asked for is proven, 1 if something is contradicted, 2 if something isn't proven; all end with 64 for wrong use.
`;

type Command = (reports: OpenReports, options: Options, io: CommandIo) => number | Promise<number>;

const commands: Readonly<Record<string, { readonly run: Command; readonly options: readonly string[] }>> = {
  list: { run: list, options: [] },
  preview: { run: preview, options: ["html", "lang"] },
  publish: { run: publish, options: ["period"] },
};

/** `bridle desk report …`: answers the exit code. */
export async function reportCommand(args: readonly string[], io: CommandIo): Promise<number> {
  const [name = "", ...rest] = args;
  if (args.some((argument) => argument === "--help" || argument === "-h")) {
    io.stdout(help);
    return exit.done;
  }
  try {
    if (name === "verify") return reportVerifyCommand(rest, io);
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      throw new UsageError(`desk report: expected verify or one of ${Object.keys(commands).join(", ")}`);
    }
    const options = readOptions(rest, ["data", ...command.options]);
    const reports = openReports(resolve(options.named.get("data") ?? defaultServerFolder()));
    try {
      return await command.run(reports, options, io);
    } finally {
      reports.close();
    }
  } catch (thrown) {
    if (thrown instanceof CommandFault || thrown instanceof StoreRefusal) {
      io.stderr(thrown.message);
      return exit.contradicted;
    }
    if (!(thrown instanceof UsageError)) throw thrown;
    io.stderr(`${thrown.message}\n\n${help}`.trimEnd());
    return exit.usage;
  }
}

function list(reports: OpenReports, _options: Options, io: CommandIo): number {
  const { published, due, preview, publicKey } = reports.view();
  for (const { period, sha256, by, publishedAtMs, logIndex } of published.toReversed()) {
    const logged = logIndex === null ? "not in the log yet" : `number ${logIndex} in the log`;
    io.stdout(`${period}  ${sha256}  ${new Date(publishedAtMs).toISOString()} by ${by}, ${logged}\n`);
  }
  io.stdout(`due ${due?.period ?? "nothing"}\nrunning ${preview.period}\nkey ${publicKey}\n`);
  return exit.done;
}

function preview(reports: OpenReports, options: Options, io: CommandIo): number {
  const { period, report } = shownIn(reports.view());
  const lang = options.named.get("lang") ?? "en";
  const language = reportLanguages.find((known) => known === lang);
  if (language === undefined) throw new UsageError(`--lang: expected one of ${reportLanguages.join(", ")}`);
  const out = options.named.get("html");
  io.stderr(`${period}: this is a preview, not signed and not published`);
  if (out !== undefined) {
    const page = transparencyPage(report, language);
    if (out === "-") io.stdout(page);
    else writePage(out, page);
    return exit.done;
  }
  for (const { title, rows } of reportTables(report, language)) {
    io.stdout(`${title}\n${rows.map((row) => `  ${row.join("  ")}\n`).join("")}\n`);
  }
  return exit.done;
}

function shownIn({ due, preview }: ReportView) {
  const { period, report } = due ?? preview;
  if (report === null) throw new CommandFault(`the report of ${period} can't be made from what is kept`);
  return { period, report };
}

function writePage(out: string, page: string): void {
  try {
    writeFileSync(out, page);
  } catch {
    throw new UsageError(`--html: ${out} can't be written`);
  }
}

async function publish(reports: OpenReports, options: Options, io: CommandIo): Promise<number> {
  const { due, preview } = reports.view();
  const period = options.named.get("period");
  if (period === undefined)
    throw new UsageError(`--period: expected the half-year that is due (${due?.period ?? "none"})`);
  const published = await reports.publish(period);
  if (published.ok) {
    io.stdout(`published ${period}\n`);
    return exit.done;
  }
  if (published.error.kind !== "notDue")
    throw new CommandFault(`the report of ${period} can't be made: ${published.error.kind}`);
  throw new CommandFault(
    period === preview.period
      ? `${period} isn't over; nothing was published`
      : `${period} isn't due (due: ${due?.period ?? "nothing"}); nothing was published`,
  );
}
