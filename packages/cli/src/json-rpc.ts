import { err, ok, type Result } from "@bridle/protocol";

// JSON-RPC 2.0 (jsonrpc.org/specification), one object per line, no batches, parameters by name.

/** `null` where a request's id couldn't be read. */
export type RpcId = string | number | null;

export interface RpcRequest {
  /** Absent in a notification, which is never answered. */
  readonly id?: RpcId;
  readonly method: string;
  readonly params: unknown;
}

export interface RpcError {
  readonly code: number;
  readonly message: string;
  readonly data?: { readonly kind: string };
}

export const parseError = -32700;
const invalidRequest = -32600;
export const methodNotFound = -32601;
export const invalidParams = -32602;
export const internalError = -32603;
/** An outcome that the method declares; `data.kind` names it. */
export const refused = -32000;

export interface RpcRefusal {
  readonly id: RpcId;
  readonly error: RpcError;
}

/** Reads one line. A refusal carries the id of the request as far as it could be read. */
export function parseRequest(line: string): Result<RpcRequest, RpcRefusal> {
  const read = parseJson(line);
  if (!read.ok) return err({ id: null, error: { code: parseError, message: "not JSON" } });
  const raw = read.value;
  const refuse = (message: string, id: RpcId = null): Result<never, RpcRefusal> =>
    err({ id, error: { code: invalidRequest, message } });
  if (Array.isArray(raw)) return refuse("batches are not taken: one request per line");
  if (typeof raw !== "object" || raw === null) return refuse("expected an object");
  const fields = new Map<string, unknown>(Object.entries(raw));
  const hasId = fields.has("id");
  const id = rpcId(fields.get("id"));
  if (hasId && id === undefined) return refuse("id: expected a string, a number or null");
  if (fields.get("jsonrpc") !== "2.0") return refuse('jsonrpc: expected "2.0"', id);
  const method = fields.get("method");
  if (typeof method !== "string") return refuse("method: expected a string", id);
  const params = fields.get("params");
  return ok({ method, params, ...(id === undefined ? {} : { id }) });
}

/** The line that answers a request. */
export function resultLine(id: RpcId, result: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id, result });
}

export function errorLine({ id, error }: RpcRefusal): string {
  return JSON.stringify({ jsonrpc: "2.0", id, error });
}

/** A line that nobody asked for. */
export function notificationLine(method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", method, params });
}

function parseJson(line: string): Result<unknown, null> {
  try {
    const value: unknown = JSON.parse(line);
    return ok(value);
  } catch {
    return err(null);
  }
}

function rpcId(raw: unknown): RpcId | undefined {
  return typeof raw === "string" || typeof raw === "number" || raw === null ? raw : undefined;
}
