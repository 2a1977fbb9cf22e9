import { vi } from "vitest";

// Curves in plain JavaScript are slow on a machine that does other things at the same time.
vi.setConfig({ testTimeout: 60_000 });
