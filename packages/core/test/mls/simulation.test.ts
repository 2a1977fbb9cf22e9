import { it } from "vitest";
import { simulate } from "./simulation.ts";
import "./patience.ts";

it("[M2] whatever happens in a small group, everyone in it agrees", () => simulate("quick", 10, 8));
