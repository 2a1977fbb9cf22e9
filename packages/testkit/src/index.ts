export * from "./arbitraries/index.ts";
export * from "./browser/firefox.ts";
export * from "./check/index.ts";
export * from "./world/world.ts";
export * from "./world/processes.ts";
export * from "./world/tampering.ts";
export * from "./world/raw-line.ts";
