import {
  Cancelled,
  type Evidence,
  examine,
  type Outcome,
  parseAgeRecipient,
  type Progress,
  signReport,
} from "@bridle/check";
import { version } from "../../../package.json";
import { paramsOf, toWorker } from "../brand.ts";
import type { AskedEvidence, CallName, Calls, ExamineAsked, Examined, FromWorker } from "../protocol.ts";
import { browserFile } from "./browser-file.ts";
import { exported } from "./exports.ts";
import { PageFolder } from "./page-folder.ts";
import { browserPlatform } from "./platform.ts";
import { Reading } from "./reading.ts";
import { FeedShelf } from "./shelf.ts";
import { TimelineView } from "./timeline-view.ts";

// The evidence is read here, away from the page. Nothing in here can reach a network: the policy that comes with
// this script says so, and so does the lint rule for this folder.

declare const self: DedicatedWorkerGlobalScope;

const shelf = new FeedShelf();
let reading = new Reading();
let outcome: Outcome | undefined;
let view = new TimelineView([]);

self.addEventListener("message", (event) => {
  const message = toWorker(event);
  if (message.kind === "cancel") reading.cancel();
  else void answer(message.id, message.name, message.params);
});

async function answer(id: number, name: CallName, params: unknown): Promise<void> {
  try {
    post({ kind: "answer", id, ok: true, value: await answerTo(name, params) });
  } catch (thrown) {
    post({ kind: "answer", id, ok: false, fault: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}

function post(message: FromWorker): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker speaks to its page only
  self.postMessage(message);
}

async function answerTo(name: CallName, params: unknown): Promise<Calls[CallName]["result"]> {
  switch (name) {
    case "shelf.open":
      return shelf.open();
    case "shelf.add": {
      const { files, signer } = paramsOf(name, params);
      return shelf.add(files, signer);
    }
    case "shelf.drop":
      return shelf.drop();
    case "examine":
      return examined(paramsOf(name, params));
    case "timeline.counts": {
      const { filter, bins } = paramsOf(name, params);
      return view.counts(filter, bins);
    }
    case "timeline.rows":
      return view.rows(paramsOf(name, params));
    case "export":
      if (outcome === undefined) throw new Error("nothing was examined");
      return exported(outcome, paramsOf(name, params), browserPlatform(reading));
    case "publicKey":
      return signReport(new Uint8Array(), paramsOf(name, params).signKey).publicKey;
    case "recipient":
      return parseAgeRecipient(paramsOf(name, params).text) !== undefined;
  }
}

const TELL_EVERY_MS = 250;

/** One run. What the last one found is let go first. */
async function examined({ evidence, besides, feeds, password }: ExamineAsked): Promise<Examined> {
  const run = new Reading();
  let last: Progress = { phase: "recognise" };
  const tell = (): void => post({ kind: "progress", progress: { ...last, bytesRead: run.bytesRead } });
  const telling = setInterval(tell, TELL_EVERY_MS);
  reading = run;
  outcome = undefined;
  view = new TimelineView([]);
  try {
    const done = await examine({
      evidence: evidenceOf(evidence, run),
      besides,
      feeds: shelf.chosen(feeds),
      platform: browserPlatform(run),
      timeline: true,
      version,
      password,
      signal: run,
      onProgress(progress) {
        const isNew = progress.phase !== last.phase;
        last = progress;
        if (isNew) tell();
      },
    });
    if (!done.ok) return { ok: false, why: done.error };
    outcome = done.value;
    view = new TimelineView(outcome.timeline);
    return { ok: true, report: outcome.report, timeline: view.summary };
  } catch (thrown) {
    if (thrown instanceof Cancelled || run.aborted) return { ok: false, why: "cancelled" };
    throw thrown;
  } finally {
    clearInterval(telling);
  }
}

function evidenceOf(asked: AskedEvidence, run: Reading): Evidence {
  return asked.kind === "file"
    ? { kind: "file", file: browserFile(asked.file, asked.file.name, run) }
    : { kind: "folder", source: new PageFolder(asked.name, asked.files, run) };
}
