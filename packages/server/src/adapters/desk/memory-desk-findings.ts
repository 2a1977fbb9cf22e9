import type { Finding } from "@bridle/desk";
import { lastAtMs, type DeskFindings } from "../../desk/desk-findings.ts";

export function memoryDeskFindings(): DeskFindings {
  const findings = new Map<string, Finding>();
  return {
    all: () => [...findings.values()],
    put: (finding) => void findings.set(finding.id, finding),
    remove: (id) => void findings.delete(id),
    expire(beforeMs) {
      for (const finding of findings.values()) {
        if (lastAtMs(finding) < beforeMs) findings.delete(finding.id);
      }
    },
  };
}
