import { useApp } from "../app/app-context.ts";
import type { Place } from "../app/place.ts";
import { inviteKind } from "../text/invite-link.ts";

/**
 * What follows registering, in one flow: the invite that the app was opened from is used, then the app opens at
 * the conversation; without one, at the recovery words.
 */
export function useFirstStep(): () => Promise<void> {
  const { engine, feed, store, go } = useApp();
  const place = async (): Promise<Place> => {
    const link = store.get().invite;
    const kind = link === undefined ? undefined : inviteKind(link);
    if (link === undefined || kind === undefined) return { view: "recovery" };
    // The page of invites keeps the link: it asks for an introduction, or says why the invite didn't work.
    if (kind === "public") return { view: "begin", way: "use" };
    const used = await engine.call("invite.use", { link });
    if (!used.ok) return { view: "begin", way: "use" };
    store.set((state) => ({ ...state, invite: undefined }));
    return { view: "conversation", conversationId: used.value.conversationId };
  };
  return async () => {
    // Otherwise a browser that runs short of space may throw the account away.
    void navigator.storage.persist();
    const first = await place();
    await feed.all();
    go(first);
    store.set((state) => ({ ...state, signingUp: false }));
  };
}
