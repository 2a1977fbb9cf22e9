import type { SourceFile } from "../ports/source.ts";
import type { Examination } from "./examination.ts";
import { quoted, reasonOf } from "./quoted.ts";

/** A file that can't be read is booked; the others go on. */
export async function guardedRead(
  file: SourceFile,
  examination: Examination,
  read: { readonly module: string; readonly run: () => Promise<void> },
): Promise<void> {
  try {
    await read.run();
  } catch (thrown) {
    if (examination.isCancellation(thrown)) throw thrown;
    const why = reasonOf(thrown);
    examination.module(read.module).partial(`${quoted(file.path)}: ${why}`);
  }
}
