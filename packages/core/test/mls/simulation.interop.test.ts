import { it } from "vitest";
import { simulate } from "./simulation.ts";
import "./patience.ts";

it.each(["a", "b"])(
  "[M2] whatever happens in a group, everyone in it agrees (seed %s)",
  (seed) => simulate(seed, 40, 18),
  300_000,
);
