import { err, type Result } from "@bridle/protocol";
import { type BadParams, parseParams } from "@bridle/protocol/params";
import { type ApiRefusal, type ClientApi, type MethodName, methods } from "./methods.ts";

/** Whether a text names a method of the client's API. */
export function isMethodName(text: string): text is MethodName {
  return Object.hasOwn(methods, text);
}

/** Calls a method with parameters from outside, checked against its declaration. */
export async function callChecked(
  api: ClientApi,
  name: MethodName,
  params: unknown,
): Promise<Result<unknown, ApiRefusal | BadParams>> {
  const checked = parseParams(methods[name].params, params);
  if (!checked.ok) return err(checked.error);
  return api.call(name, checked.value);
}
