export { callChecked, isMethodName } from "./api/call-checked.ts";
export * from "./api/methods.ts";
export type { BadParams } from "@bridle/protocol/params";
export * from "./api/shapes.ts";
export { createClient, type Client, type ClientOptions, type Listener } from "./engine/client.ts";
export type { Clock } from "./ports/clock.ts";
export type { Platform } from "./ports/platform.ts";
export * from "./ports/sql-database.ts";
export type { Socket, SocketEvents, Transport } from "./ports/transport.ts";
