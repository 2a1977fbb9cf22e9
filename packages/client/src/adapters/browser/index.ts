// For pages. The worker's script imports "@bridle/client/worker", which holds the secrets and most of the code.
export { freshMessageId } from "./fresh-message-id.ts";
export { connectClient, type RemoteClient } from "./remote-client.ts";
export type { StoreFailure, StoreState } from "./tab-messages.ts";
