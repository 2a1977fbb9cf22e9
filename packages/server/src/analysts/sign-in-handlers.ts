import type { DeskRefusal, signInCalls } from "@bridle/desk";
import { err, ok, type Result } from "@bridle/protocol";
import type { DeskCaller, DeskHandlers } from "../http/desk-api.ts";
import { personOf, type SignIn } from "./sign-in.ts";

type SignInHandlers = Pick<DeskHandlers, keyof typeof signInCalls>;

/** The calls by which people come to the desk and leave it. */
export function signInHandlers(signIn: SignIn): SignInHandlers {
  return {
    "session.look": async (_params, { session }) =>
      ok({
        me: session === undefined ? null : personOf(session.analyst),
        anybody: signIn.people().length > 0,
      }),
    "session.begin": async () => ok(await signIn.begin()),
    "session.finish": async ({ ceremony, response }, caller) =>
      signedIn(await signIn.finish(ceremony, response), caller),
    "session.end": async (_params, caller) => {
      caller.setSession(undefined);
      return ok({});
    },
    "join.begin": async ({ token, name }) => {
      const shown = name.trim();
      if (shown === "") return err({ kind: "bad_params", detail: "name: expected a name" });
      return signIn.beginJoin(token, shown);
    },
    "join.finish": async ({ ceremony, response }, caller) =>
      signedIn(await signIn.finishJoin(ceremony, response), caller),
    "people.list": async () => ok(signIn.people()),
  };
}

function signedIn<Me>(
  finished: Result<{ readonly me: Me; readonly token: string }, DeskRefusal>,
  caller: DeskCaller,
): Result<{ readonly me: Me }, DeskRefusal> {
  if (!finished.ok) return finished;
  caller.setSession(finished.value.token);
  return ok({ me: finished.value.me });
}
