import type { ApiRefusal, BadParams, ClientApi } from "@bridle/client";
import { callChecked, isMethodName } from "@bridle/client";
import {
  errorLine,
  internalError,
  invalidParams,
  methodNotFound,
  parseError,
  parseRequest,
  refused,
  resultLine,
  type RpcError,
  type RpcId,
  type RpcRequest,
} from "./json-rpc.ts";
import { type Line, lineBytesMax, linesOf } from "./lines.ts";

/** Takes lines in order; the promise resolves when the operating system has the line. */
export interface LineSink {
  write(line: string): Promise<void>;
}

/** Requests under way at the same time; reading waits when there are more. */
const pendingMax = 10_000;

/**
 * Answers the requests of `input` until it ends, then waits for those under way. Requests run side by
 * side and each is answered when it is done; in which order those of one conversation take effect is the
 * client's matter. `onFault` hears what no outcome describes; the caller was told "internal error".
 */
export async function answerRequests(
  input: AsyncIterable<Uint8Array>,
  output: LineSink,
  env: { readonly api: ClientApi; readonly onFault: (fault: unknown) => void },
): Promise<void> {
  const pending = new Set<Promise<void>>();
  for await (const line of linesOf(input)) {
    const answer = answerLine(line, env)
      .then((text) => (text === undefined ? undefined : output.write(text)))
      .finally(() => pending.delete(answer));
    pending.add(answer);
    // Without a handler a failing write would end the process before `Promise.all` below sees it.
    answer.catch(() => {});
    while (pending.size >= pendingMax) await Promise.race(pending);
  }
  await Promise.all(pending);
}

interface RpcEnv {
  readonly api: ClientApi;
  readonly onFault: (fault: unknown) => void;
}

async function answerLine(line: Line, env: RpcEnv): Promise<string | undefined> {
  if (line.kind !== "line") {
    const message = line.kind === "too_long" ? `a line of more than ${lineBytesMax} bytes` : "not UTF-8";
    return errorLine({ id: null, error: { code: parseError, message } });
  }
  const request = parseRequest(line.text);
  if (!request.ok) return errorLine(request.error);
  const { id } = request.value;
  const answer = await answerRequest(request.value, env);
  return id === undefined ? undefined : answer(id);
}

async function answerRequest({ method, params }: RpcRequest, env: RpcEnv): Promise<(id: RpcId) => string> {
  const failed =
    (error: RpcError) =>
    (id: RpcId): string =>
      errorLine({ id, error });
  if (!isMethodName(method))
    return failed({ code: methodNotFound, message: `no method ${method.slice(0, 60)}` });
  try {
    const answer = await callChecked(env.api, method, params);
    return answer.ok ? (id) => resultLine(id, answer.value) : failed(errorOf(answer.error));
  } catch (fault) {
    env.onFault(fault);
    return failed({ code: internalError, message: "internal error; the log says more" });
  }
}

function errorOf(refusal: ApiRefusal | BadParams): RpcError {
  const { kind, detail } = refusal;
  return { code: kind === "bad_params" ? invalidParams : refused, message: detail, data: { kind } };
}
