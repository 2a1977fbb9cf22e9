import type { Examination } from "../examination/examination.ts";
import type { InputFile, Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { quoted } from "../examination/quoted.ts";
import { collected } from "../formats/stream.ts";
import { parseJson } from "../json.ts";
import { limits } from "../limits.ts";
import type { SourceFile } from "../ports/source.ts";
import { decodeText } from "../text.ts";

/** A file's text, booked and hashed. */
async function textOfFile(
  file: SourceFile,
  examination: Examination,
): Promise<{ readonly text: string; readonly input: InputFile }> {
  const input = examination.input(file);
  const bytes = await collected(examination.hashing(file, input), limits.unpackedBytesMax);
  return { text: decodeText(bytes), input };
}

/** The items of a JSON list, or of a file with an object in each line; what is no JSON is booked. */
export async function jsonItems(
  file: SourceFile,
  run: ModuleRun,
  examination: Examination,
): Promise<{ readonly items: readonly unknown[]; readonly place: Place }> {
  const { text, input } = await textOfFile(file, examination);
  const place = { input };
  const whole = parseJson(text);
  if (Array.isArray(whole)) return { items: whole, place };
  if (whole !== undefined && whole !== null) return { items: [whole], place };
  const items: unknown[] = [];
  let bad = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const item = parseJson(line);
    if (item === undefined) bad++;
    else items.push(item);
  }
  if (bad > 0) run.partial(`${quoted(file.path)}: ${bad} lines are no JSON`);
  run.record(0);
  return { items, place };
}
