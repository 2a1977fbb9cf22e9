import { parentPort, workerData } from "node:worker_threads";
import { FeedFolder } from "./feed-folder.ts";
import { FeedShelf } from "./feed-shelf.ts";
import type { FeedAnswer, FeedQuestion } from "./feed-thread.ts";

// The feeds' thread: reading a large feed takes seconds that no message should wait for.

const port = parentPort;
if (port === null) throw new Error("assertion failed: this is a thread's program");
// Given by `FeedThread`, in this program.
const shelf = new FeedShelf(new FeedFolder(workerData as string));

port.on("message", (question: FeedQuestion) => {
  const answer: FeedAnswer = { id: question.id, value: answerTo(question) };
  port.postMessage(answer);
});

function answerTo(question: FeedQuestion): unknown {
  switch (question.name) {
    case "judge":
      return shelf.judge(...question.args);
    case "read":
      return shelf.read(...question.args);
    case "lookUp":
      return shelf.lookUp(...question.args);
    case "sweep":
      return shelf.sweep(...question.args);
  }
}
