import type { Result } from "@bridle/protocol";
import type { ApiRefusal, MethodName, ParamsOfMethod, ResultOf } from "../api/methods.ts";
import type { Engine } from "./engine.ts";

type Answer<M extends MethodName> = Result<ResultOf<M>, ApiRefusal>;

/** One function per method of the API. */
export type Handlers = {
  readonly [M in MethodName]: (engine: Engine, params: ParamsOfMethod<M>) => Answer<M> | Promise<Answer<M>>;
};

/** Methods that need no account. */
export const WITHOUT_ACCOUNT: readonly MethodName[] = [
  "register",
  "account.restore",
  "account.overview",
  "settings.get",
  "settings.set",
];
