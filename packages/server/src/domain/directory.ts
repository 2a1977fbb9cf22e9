import {
  AccountId,
  directoryName,
  directorySigningInput,
  err,
  type OutcomeOf,
  type ReplyOf,
  type RequestOf,
} from "@bridle/protocol";
import type { Ledger } from "../ports/ledger.ts";
import type { Tables } from "../ports/store.ts";
import type { Asked } from "./bound-call.ts";
import { maySee } from "./chain.ts";
import { done, refuse, type Context, type SessionContext } from "./decision.ts";

// The key directory's calls. Who may ask is decided here, at once; what it says comes from the ledger, later.

type Ask<N extends "directory.info" | "directory.lookup" | "directory.consistency"> = Asked<
  ReplyOf<N>,
  OutcomeOf<N>
>;

export function directoryInfo(_tables: Tables, _request: unknown, context: Context): Ask<"directory.info"> {
  const { crypto } = context;
  return {
    ok: true,
    value: async (ledger) => {
      const terms = ledger.terms();
      if (terms === undefined) return refuse("no_directory");
      const name = directoryName((data) => crypto.sha256(data), terms.identity);
      const signature = crypto.signReceipt(directorySigningInput({ serverId: crypto.serverId, name }));
      return done({ ...terms, signature });
    },
  };
}

/** For whoever may see the chain, and answered alike for whoever may not and for nobody's account [S12]. */
export function directoryLookup(
  tables: Tables,
  request: RequestOf<"directory.lookup">,
  context: SessionContext,
): Ask<"directory.lookup"> {
  const { accountId, knownSize } = request;
  const account = tables.accounts.find(accountId);
  if (account === undefined || !maySee(tables, account.row, { request, context })) {
    return err("unknown_account");
  }
  const asOwner = account.row === context.caller.account;
  const question = { label: AccountId.toBytes(accountId), knownSize, asOwner };
  return {
    ok: true,
    value: async (ledger) => {
      const answer = await ledger.lookup(question);
      return answer === undefined ? refuse("no_directory") : done({ answer });
    },
  };
}

export function directoryConsistency(
  _tables: Tables,
  { from, to }: RequestOf<"directory.consistency">,
): Ask<"directory.consistency"> {
  if (from === 0 || from > to) return err("unknown_size");
  return { ok: true, value: (ledger) => prove(ledger, { from, to }) };
}

async function prove(
  ledger: Ledger,
  step: { readonly from: number; readonly to: number },
): ReturnType<Extract<Ask<"directory.consistency">, { readonly ok: true }>["value"]> {
  if (ledger.terms() === undefined) return refuse("no_directory");
  const path = await ledger.consistency(step);
  return path === undefined ? refuse("unknown_size") : done({ path });
}
