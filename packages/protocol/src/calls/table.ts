import { u8, type Codec, type Infer } from "../codec.ts";
import { accountCalls } from "./account.ts";
import type { Call } from "./call.ts";
import { chainCalls } from "./chain.ts";
import { consentCalls } from "./consent.ts";
import { conversationCalls } from "./conversation.ts";
import { directoryCalls } from "./directory.ts";
import { keyPackageCalls } from "./key-package.ts";
import { liveCalls } from "./live.ts";
import { noticeCalls } from "./notice.ts";
import { safetyCalls } from "./safety.ts";
import { sessionCalls } from "./session.ts";

/** Every call of the wire by name. Tags are never given twice. */
export const calls = {
  ...accountCalls,
  ...sessionCalls,
  ...chainCalls,
  ...consentCalls,
  ...keyPackageCalls,
  ...conversationCalls,
  ...liveCalls,
  ...safetyCalls,
  ...noticeCalls,
  ...directoryCalls,
} as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type RequestOf<N extends CallName> = Infer<Calls[N]["request"]>;
export type ReplyOf<N extends CallName> = Infer<Calls[N]["reply"]>;
export type OutcomeOf<N extends CallName> = Calls[N]["outcomes"][number];

/** The same table, in a form that keeps a call's types together when its name is generic. */
export const callTable: {
  readonly [N in CallName]: Call<RequestOf<N>, ReplyOf<N>, OutcomeOf<N>>;
} = { ...calls };

const NAMES = new Map<number, CallName>();
for (const name of callNames()) NAMES.set(calls[name].tag, name);

function callNames(): readonly CallName[] {
  return Object.keys(calls).filter((name): name is CallName => name in calls);
}

export function callName(tag: number): CallName | undefined {
  return NAMES.get(tag);
}

/** Index of an outcome in its call's declaration, in one byte. */
export const outcomeIndex: Codec<number> = u8;
