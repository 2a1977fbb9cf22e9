export { arbitraryOf, type Narrower } from "./codec-arbitrary.ts";
export { largestOf } from "./extremes.ts";
export { mutated, SeededNumbers } from "./mutation.ts";
export { deepFrozen, snapshot } from "./purity.ts";
