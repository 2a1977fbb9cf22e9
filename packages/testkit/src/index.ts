export * from "./arbitraries/index.ts";
export * from "./world/world.ts";
