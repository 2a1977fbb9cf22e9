import { noteCharactersMax } from "../note/signed-note.ts";
import { hashFromBase64, toBase64 } from "../text/base64.ts";
import { parseDecimal } from "../text/decimal.ts";
import { proofLinesMax } from "../tree/merkle-proof.ts";

/** What a log sends to a witness (C2SP tlog-witness): where the witness was, and the way from there. */
export interface AddCheckpoint {
  readonly oldSize: number;
  readonly path: readonly Uint8Array[];
  /** The signed note, word for word. */
  readonly checkpoint: string;
}

/** The body of `POST <prefix>/add-checkpoint`. */
export function formatAddCheckpoint(request: AddCheckpoint): string {
  const lines = [`old ${request.oldSize}`, ...request.path.map(toBase64), ""];
  return `${lines.join("\n")}\n${request.checkpoint}`;
}

/** The request of a body, or `undefined` when it isn't one. */
export function parseAddCheckpoint(body: string): AddCheckpoint | undefined {
  if (body.length > noteCharactersMax) return undefined;
  const split = body.indexOf("\n\n");
  if (split < 0) return undefined;
  const [old = "", ...lines] = body.slice(0, split).split("\n");
  const oldSize = old.startsWith("old ") ? parseDecimal(old.slice(4)) : undefined;
  const path = lines.map(hashFromBase64);
  if (oldSize === undefined || path.length > proofLinesMax) return undefined;
  if (!path.every((hash) => hash !== undefined)) return undefined;
  return { oldSize, path, checkpoint: body.slice(split + 2) };
}

/** A witness's HTTP answer. */
export interface WitnessResponse {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly contentType: "text/plain; charset=utf-8" | "text/x.tlog.size";
  readonly body: string;
}

/** What the asking log makes of a witness's answer. */
export type WitnessAnswer =
  /** Signature lines, not yet verified. */
  | { readonly kind: "cosigned"; readonly lines: string }
  /** The size that the witness last saw. */
  | { readonly kind: "at_size"; readonly size: number }
  /** It answered, but with neither; `status` is the HTTP status. */
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "unreachable" };

/** Reads an HTTP answer to `add-checkpoint`. */
export function readWitnessResponse(status: number, body: string): WitnessAnswer {
  if (status === 200) return { kind: "cosigned", lines: body };
  const size = status === 409 && body.endsWith("\n") ? parseDecimal(body.slice(0, -1)) : undefined;
  return size === undefined ? { kind: "refused", status } : { kind: "at_size", size };
}
