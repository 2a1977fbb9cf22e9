import { assembled, ok, type Result } from "@bridle/protocol";
import { type BadParams, parseParams } from "@bridle/protocol/params";
import type { ParamsOfCall, ReplyOfCall } from "./desk-call.ts";
import { feedCalls } from "./feed-calls.ts";
import { orderCalls } from "./order-calls.ts";
import { reportCalls } from "./report-calls.ts";
import { signInCalls } from "./sign-in-calls.ts";
import { workCalls } from "./work-calls.ts";

/** Every call of the desk's pages by name. */
export const deskCalls = {
  ...signInCalls,
  ...workCalls,
  ...orderCalls,
  ...reportCalls,
  ...feedCalls,
} as const;

export type DeskCalls = typeof deskCalls;
export type DeskCallName = keyof DeskCalls;
export type DeskParams<N extends DeskCallName> = ParamsOfCall<DeskCalls[N]>;
export type DeskReply<N extends DeskCallName> = ReplyOfCall<DeskCalls[N]>;

export function isDeskCallName(text: string): text is DeskCallName {
  return Object.hasOwn(deskCalls, text);
}

/** Checks parameters that come from a page against their call's declaration. */
export function deskParams<N extends DeskCallName>(name: N, raw: unknown): Result<DeskParams<N>, BadParams> {
  const parsed = parseParams(deskCalls[name].params, raw);
  return parsed.ok ? ok(assembled<DeskParams<N>>(parsed.value)) : parsed;
}
