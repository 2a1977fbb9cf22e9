import type { DirectoryRecord, DirectoryTerms } from "../../store/directory-store.ts";
import type { Engine } from "../engine.ts";
import { updateRecord } from "./finding.ts";
import { isSaidByServer, nameOf, sameTerms } from "./trust.ts";

/**
 * What the server says that its directory is, pinned at first contact ([E43]). Something else later is
 * shown to the person and not used before they went on with it. Without an answer: what was known, and
 * `answered` is false.
 */
export async function refreshTerms(
  engine: Engine,
): Promise<{ readonly answered: boolean; readonly record: DirectoryRecord | undefined }> {
  const { directory, account } = engine.store;
  const server = account.server();
  const info = await engine.session.call("directory.info", {});
  const known = directory.record();
  if (!info.ok || server === undefined) return { answered: false, record: known };
  const shown = info.value;
  // Not what the server that we know would say: there is nothing to compare it with.
  if (!isSaidByServer(server, { name: nameOf(shown), signature: shown.signature })) {
    return { answered: false, record: known };
  }
  if (known === undefined) {
    const record = recordOf(shown);
    engine.store.transaction(() => directory.setRecord(record));
    return { answered: true, record };
  }
  const offered = sameTerms(known.terms, shown) ? undefined : shown;
  const isNews = offered !== undefined && (known.offered === undefined || !sameTerms(known.offered, offered));
  if (isNews || (offered === undefined && known.offered !== undefined)) updateRecord(engine, { offered });
  if (isNews) engine.emit({ name: "warning", data: { kind: "directory_changed" } });
  return { answered: true, record: directory.record() };
}

/** The person goes on with what the server describes now. With another directory everything begins anew. */
export function acceptTerms(engine: Engine): void {
  const { directory } = engine.store;
  const record = directory.record();
  const offered = record?.offered;
  if (record === undefined || offered === undefined) return;
  const isSame = nameOf(record.terms).every((byte, at) => byte === nameOf(offered)[at]);
  engine.store.transaction(() => {
    if (isSame) return directory.setRecord({ ...record, terms: offered, offered: undefined });
    const previous = [nameOf(record.terms), ...record.previous].slice(0, 32);
    directory.forgetEntries();
    return directory.setRecord({ ...recordOf(offered), previous, finding: record.finding });
  });
}

function recordOf(terms: DirectoryTerms): DirectoryRecord {
  return {
    terms,
    offered: undefined,
    previous: [],
    view: undefined,
    own: { state: "unchecked", why: undefined, seen: undefined, checkedAt: 0, behindSince: undefined },
    finding: undefined,
  };
}
