import type { DeskCallName, DeskParams, DeskRefusal, DeskReply } from "@bridle/desk";
import { saidOf } from "../brand.ts";

/** Why a call gave nothing: what the server said, or that it didn't answer. */
export type DeskFailure = DeskRefusal | { readonly kind: "unreachable"; readonly detail: string };

export type Answer<N extends DeskCallName> =
  | { readonly ok: true; readonly value: DeskReply<N> }
  | { readonly ok: false; readonly error: DeskFailure };

/** Asks the server. The session is a cookie that this code never sees. */
export async function callDesk<N extends DeskCallName>(name: N, params: DeskParams<N>): Promise<Answer<N>> {
  try {
    const response = await fetch(`/desk/api/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(params),
      credentials: "same-origin",
      cache: "no-store",
    });
    const said = saidOf<N>(await response.json());
    if ("value" in said) return { ok: true, value: said.value };
    return { ok: false, error: said.refusal };
  } catch (fault) {
    return { ok: false, error: { kind: "unreachable", detail: String(fault) } };
  }
}
