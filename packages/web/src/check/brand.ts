// Page and worker are built together, so what one posts is what the other declares; the compiler can't see that.

import type { CallName, Calls, FolderAnswer, FolderQuestion, FromWorker, ToWorker } from "./protocol.ts";

export function fromWorker({ data }: MessageEvent): FromWorker {
  return data as FromWorker;
}

export function toWorker({ data }: MessageEvent): ToWorker {
  return data as ToWorker;
}

export function folderQuestion({ data }: MessageEvent): FolderQuestion {
  return data as FolderQuestion;
}

export function folderAnswer({ data }: MessageEvent): FolderAnswer {
  return data as FolderAnswer;
}

/** The answer to a call is of the call's type. */
export function resultOf<N extends CallName>(_name: N, value: unknown): Calls[N]["result"] {
  return value as Calls[N]["result"];
}

/** The parameters that came with a call's name. */
export function paramsOf<N extends CallName>(_name: N, params: unknown): Calls[N]["params"] {
  return params as Calls[N]["params"];
}
