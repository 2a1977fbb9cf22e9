import { err, ok, type Result } from "@bridle/protocol";
import { examineAndroidBackup } from "./android/android-backup.ts";
import { examineAndroidqf } from "./android/androidqf.ts";
import { examineBugreport, examineDumpstate } from "./android/bugreport.ts";
import { examineIntrusionLogs } from "./android/intrusion-logs.ts";
import { Examination, type ExaminationOptions } from "./examination/examination.ts";
import { quoted, reasonOf } from "./examination/quoted.ts";
import { ageDecrypt } from "./formats/age.ts";
import { collected, inMemory, slices } from "./formats/stream.ts";
import { TarWalk } from "./formats/tar.ts";
import { ZipSource } from "./formats/zip.ts";
import type { FeedSet } from "./indicators/feeds.ts";
import { IndicatorSet } from "./indicators/indicator-set.ts";
import { examineBackup } from "./ios/backup.ts";
import { examineDump } from "./ios/dump.ts";
import type { PasswordRefusal } from "./ios/open-backup.ts";
import { limits } from "./limits.ts";
import { type FileWalk, LINK, NO_FILE, type Refused, type Source, type SourceFile } from "./ports/source.ts";
import { below, fileKind, type Piece, Pieces, piecesIn } from "./recognise.ts";
import { type EvidenceKind, looksExamined, type Outcome, reportOf } from "./report/report.ts";
import { examineSysdiagnose } from "./sysdiagnose/sysdiagnose.ts";

/** What the user pointed at. */
export type Evidence =
  | { readonly kind: "folder"; readonly source: Source }
  | { readonly kind: "file"; readonly file: SourceFile };

export interface ExamineRequest extends Omit<ExaminationOptions, "indicators"> {
  readonly evidence: Evidence;
  readonly feeds: FeedSet;
  /** Names of what the user pointed at too, of which only `evidence` is examined. */
  readonly besides?: readonly string[] | undefined;
  /** Of an encrypted backup. Used for this run and not kept. */
  readonly password?: string | undefined;
  /** Of the program, for the report. */
  readonly version: string;
}

/**
 * Examines one device's records. Everything that can't be read ends in the report as coverage; only a password is the
 * caller's to get. Throws `Cancelled` only.
 */
export async function examine(request: ExamineRequest): Promise<Result<Outcome, PasswordRefusal>> {
  const { evidence, feeds, platform, version } = request;
  const indicators = new IndicatorSet(
    feeds.feeds.flatMap((feed) => feed.indicators),
    (text) => platform.parseUrl(text),
  );
  const examination = new Examination({ ...request, indicators });
  bookFeeds(examination, feeds);
  for (const name of request.besides ?? [])
    examination.module("Source").partial(`${quoted(name)}: was chosen too and not examined`);
  examination.progress({ phase: "recognise" });
  const kind = await examineEvidence(evidence, examination, request.password);
  if (!kind.ok) return kind;
  bookNothing(examination);
  examination.progress({ phase: "report" });
  const name = evidence.kind === "folder" ? evidence.source.name : evidence.file.path;
  const report = reportOf({ examination, feeds, evidence: { name, kind: kind.value }, version });
  return ok({ report, timeline: { [Symbol.iterator]: () => examination.timeline.sorted() } });
}

/** Without indicators, or with a feed that isn't what it should be, nobody may read "nothing found" into a report. */
function bookFeeds(examination: Examination, { refused }: FeedSet): void {
  const run = examination.module("Indicators");
  run.record(examination.indicators.size);
  if (examination.indicators.size === 0) run.partial("no indicators were loaded");
  for (const { what, why } of refused) run.partial(`${quoted(what)}: ${why}`);
}

/** What has the shape of evidence and none of its records isn't read, and says so. */
function bookNothing(examination: Examination): void {
  const coverage = examination.coverage();
  const told = coverage.some(({ module, status }) => module === "Source" && status !== "absent");
  if (!told && !looksExamined(coverage))
    examination.module("Source").failed("nothing that a check reads is in it");
}

/** The last net: what even a module's own net lets through is a reason for "incomplete", not for having no report. */
async function examineEvidence(
  evidence: Evidence,
  examination: Examination,
  password: string | undefined,
): Promise<Examined> {
  try {
    return await (evidence.kind === "folder"
      ? examineSource(evidence.source, { examination, password, isFolder: true })
      : examineFile(evidence.file, examination, password));
  } catch (thrown) {
    if (examination.isCancellation(thrown)) throw thrown;
    examination.module("Source").failed(reasonOf(thrown));
    return ok("unknown");
  }
}

type Examined = Result<EvidenceKind, PasswordRefusal>;

interface SourceRun {
  readonly examination: Examination;
  readonly password: string | undefined;
  /** Names cost a look at the disk each; those of an archive are known. */
  readonly isFolder: boolean;
}

interface Recognised {
  readonly kind: EvidenceKind;
  readonly root: string;
  readonly besides: readonly Piece[];
}

/** What to examine of a folder or zip. A folder that is a backup itself isn't searched for more: its files are hundreds of thousands. */
async function recognised(source: Source, isFolder: boolean): Promise<Recognised> {
  if (isFolder && (await source.find("Manifest.db")) !== undefined)
    return { kind: "ios-backup", root: "", besides: [] };
  const pieces = await piecesIn(source);
  const first = pieces.first();
  return first === undefined
    ? { kind: "unknown", root: "", besides: [] }
    : { ...first, besides: pieces.besides(first) };
}

async function examineSource(
  source: Source,
  { examination, password, isFolder }: SourceRun,
): Promise<Examined> {
  const { kind, root, besides } = await recognised(source, isFolder);
  const part = below(source, root);
  const examined = await keepingKind(kind, examination, () =>
    examineKind(kind, part, { examination, password }),
  );
  bookLeftOut(examination, source.name, besides);
  bookRefused(examination, source.refused, kind);
  return examined;
}

/** What it was stays in the report of a run that a fault ended early. */
async function keepingKind(
  kind: EvidenceKind,
  examination: Examination,
  run: () => Promise<Examined>,
): Promise<Examined> {
  try {
    return await run();
  } catch (thrown) {
    if (examination.isCancellation(thrown)) throw thrown;
    examination.module("Source").failed(reasonOf(thrown));
    return ok(kind);
  }
}

async function examineKind(
  kind: EvidenceKind,
  source: Source,
  { examination, password }: { readonly examination: Examination; readonly password: string | undefined },
): Promise<Examined> {
  switch (kind) {
    case "ios-backup": {
      const examined = await examineBackup(source, examination, password);
      return examined.ok ? ok(kind) : examined;
    }
    case "ios-filesystem":
      await examineDump(source, examination);
      return ok(kind);
    case "sysdiagnose":
      await examineSysdiagnose(source, examination);
      return ok(kind);
    case "android-bugreport":
      await examineBugreport(source, examination);
      return ok(kind);
    case "androidqf":
      await examineAndroidqf(source, examination, password);
      return ok(kind);
    case "android-intrusion-logs":
      await examineIntrusionLogs(source.walk(), examination);
      return ok(kind);
    default:
      unknown(examination, source.name);
      return ok("unknown");
  }
}

async function examineFile(
  file: SourceFile,
  examination: Examination,
  password: string | undefined,
): Promise<Examined> {
  const { platform } = examination;
  const kind = await fileKind(file);
  // The others hash what they read, as they read it.
  if (kind !== "android-backup" && kind !== "dumpstate") await examination.hashed(file);
  switch (kind) {
    case "zip":
      return examineSource(await ZipSource.open(file, platform), { examination, password, isFolder: false });
    case "tar":
      return examineTar(new TarWalk(file.path, () => file.stream()), examination);
    case "gzip":
      return examineTar(new TarWalk(file.path, () => platform.inflate("gzip", file.stream())), examination);
    case "android-backup":
      return keepingKind(kind, examination, async () => {
        const examined = await examineAndroidBackup(file, examination, password);
        return examined.ok ? ok(kind) : examined;
      });
    case "dumpstate":
      await examineDumpstate(file, examination);
      return ok("android-bugreport");
    case "age":
      return examineEncrypted(file, examination, password);
    default:
      unknown(examination, file.path);
      return ok("unknown");
  }
}

/** An acquisition as androidqf encrypts it: an age file with a zip or a tar in it, opened in memory. */
async function examineEncrypted(
  file: SourceFile,
  examination: Examination,
  secret: string | undefined,
): Promise<Examined> {
  if (secret === undefined) return err("password needed");
  const opened = await ageDecrypt(file.stream(), secret);
  if (!opened.ok) {
    if (opened.error === "wrong password") return err("wrong password");
    examination.module("Source").failed(`${quoted(file.path)}: ${opened.error}`);
    return ok("unknown");
  }
  const bytes = await collected(opened.value, limits.unpackedBytesMax);
  const inner = {
    ...inMemory(bytes),
    path: file.path.replace(/\.age$/, ""),
    stream: () => slices(inMemory(bytes), { from: 0, to: bytes.length }),
  };
  if ((await fileKind(inner)) !== "age") return examineFile(inner, examination, secret);
  examination.module("Source").failed(`${quoted(file.path)}: encrypted within the encrypted file`);
  return ok("unknown");
}

/** A tar is read as a sysdiagnose, once and in order; what else its names tell of is left out and told. */
async function examineTar(tar: TarWalk, examination: Examination): Promise<Examined> {
  const pieces = new Pieces();
  const walk: FileWalk = {
    name: tar.name,
    refused: tar.refused,
    async *walk() {
      for await (const file of tar.walk()) {
        pieces.see(file.path);
        yield file;
      }
    },
  };
  const examined = await keepingKind("sysdiagnose", examination, async () => {
    await examineSysdiagnose(walk, examination);
    return ok("sysdiagnose");
  });
  const besides = pieces.besides({ kind: "sysdiagnose", root: "" });
  bookLeftOut(examination, tar.name, besides);
  bookRefused(examination, tar.refused, "sysdiagnose");
  if (besides.length > 0 && !pieces.has("sysdiagnose")) return ok("unknown");
  if (looksExamined(examination.coverage())) return examined;
  unknown(examination, tar.name);
  return ok("unknown");
}

const LEFT_OUT_MAX = 10;

const leftOut: Readonly<Record<Piece["kind"], string>> = {
  "ios-backup": "holds an iPhone backup, which was not examined",
  "ios-filesystem": "holds a dump of an iPhone's files, which was not examined",
  sysdiagnose: "holds a sysdiagnose, which was not examined",
  "android-bugreport": "holds an Android bug report, which was not examined",
  androidqf: "holds records taken by androidqf, which were not examined",
  "android-intrusion-logs": "holds logs of Android's Advanced Protection, which were not examined",
};

/** One piece of evidence is examined in a run; nobody may take the answer for one on the others. */
function bookLeftOut(examination: Examination, name: string, besides: readonly Piece[]): void {
  if (besides.length === 0) return;
  const run = examination.module("Source");
  for (const { kind, root } of besides.slice(0, LEFT_OUT_MAX))
    run.partial(`${quoted(root === "" ? name : root)}: ${leftOut[kind]}`);
  const more = besides.length - LEFT_OUT_MAX;
  if (more > 0) run.partial(`${more} more pieces of evidence were not examined`);
}

function bookRefused(examination: Examination, refused: readonly Refused[], kind: EvidenceKind): void {
  if (refused.length === 0) return;
  const run = examination.module("Source");
  let links = 0;
  for (const { path, why } of refused) {
    // A filesystem is full of links of its own, to files that are in the dump themselves, and of sockets.
    if (kind === "ios-filesystem" && (why === LINK || why === NO_FILE)) links++;
    else run.partial(`${quoted(path)}: ${why}`);
  }
  if (links > 0) run.note(`${links} links and other names were not followed`);
}

function unknown(examination: Examination, name: string): void {
  examination.module("Source").failed(`${quoted(name)}: no kind of evidence that this check knows`);
}
