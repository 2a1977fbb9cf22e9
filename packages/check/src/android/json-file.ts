import type { Examination } from "../examination/examination.ts";
import type { Place } from "../examination/finding.ts";
import type { ModuleRun } from "../examination/module-run.ts";
import { quoted } from "../examination/quoted.ts";
import { jsonValues } from "../formats/json-values.ts";
import { limits } from "../limits.ts";
import type { SourceFile } from "../ports/source.ts";

/**
 * Calls `visit` with the items of a JSON list, or of a file with a value in each line; what is no JSON is booked. It
 * tells whether the item is of a form that it knows: a list without any such counts as read in part.
 */
export async function eachJsonItem(
  file: SourceFile,
  { run, examination }: { readonly run: ModuleRun; readonly examination: Examination },
  visit: (item: unknown, place: Place) => boolean,
): Promise<void> {
  const input = examination.input(file);
  let bad = 0;
  let known = 0;
  let items = 0;
  run.record(0);
  for await (const { value, number } of jsonValues(
    examination.hashing(file, input),
    limits.jsonValueBytesMax,
  )) {
    if (value === undefined) bad++;
    else {
      items++;
      if (visit(value, { input, offset: number })) known++;
    }
  }
  if (items > 0 && known === 0) run.partial(`${quoted(file.path)}: no entry of a known form`);
  if (bad > 0) run.partial(`${quoted(file.path)}: ${bad} parts are no JSON`);
}
