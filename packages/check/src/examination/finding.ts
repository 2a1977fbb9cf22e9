import type { MatchLevel } from "../indicators/indicator-set.ts";
import type { IndicatorType } from "../indicators/indicator.ts";
import type { Words } from "../words/said.ts";

export type Severity = "info" | "low" | "medium" | "high" | "critical";

/** A file of the evidence that was read. */
export interface InputFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal; empty while the file is still being read. */
  sha256: string;
}

/** Where a record lies. */
export interface Place {
  readonly input: InputFile;
  /** What the file is on the phone, where its name in the evidence doesn't say. */
  readonly name?: string;
  readonly table?: string;
  readonly row?: number;
  /** Bytes into the file, lines into a log, or items of a list. */
  readonly offset?: number;
}

/** What an indicator hit says about the device: the first sort shows that something was met, the second that something ran. */
export type HitKind =
  | "link-received"
  | "address-visited"
  | "address-mentioned"
  | "contact"
  | "process-ran"
  | "file-present"
  | "app-present"
  | "app-was-there"
  | "profile-present"
  | "profile-met"
  | "property-set"
  | "deleted-trace";

/** A heuristic: something experts look at, without a published indicator. Explained in `report/explanations.ts`. */
export type HeuristicCode =
  | "outdated-system"
  | "notification-settings-profile"
  | "profile-event"
  | "threat-notification"
  | "attachment-path"
  | "fast-redirect"
  | "usage-without-process"
  | "missing-process"
  | "process-without-binary"
  | "odd-account-id"
  | "calendar-invitation"
  | "lockdown-mode"
  | "app-without-id"
  | "app-source"
  | "shutdown-delays"
  | "shutdown-path"
  | "process-location"
  | "accessibility-service"
  | "root-app"
  | "sms-receiver"
  | "installs-apps"
  | "shell-permission"
  | "app-removed"
  | "app-downgraded"
  | "old-patch-level"
  | "adb-key"
  | "privileged-crash"
  | "app-installer"
  | "disabled-protection"
  | "unsafe-setting"
  | "temporary-file"
  | "root-binary"
  | "writable-system"
  | "mount-options"
  | "security-event";

/** One thing that was found. */
export interface Finding {
  readonly module: string;
  readonly severity: Severity;
  /** One sentence with the record's own values. */
  readonly message: Words;
  readonly timeMs?: number;
  readonly place: Place;
  readonly because: Hit | Heuristic;
}

export interface Hit {
  readonly kind: HitKind;
  readonly level: MatchLevel;
  readonly type: IndicatorType;
  readonly value: string;
  readonly campaigns: readonly string[];
  /** Names of all feeds that know it. */
  readonly feeds: readonly string[];
}

export interface Heuristic {
  readonly kind: "heuristic";
  readonly code: HeuristicCode;
  /** Common on phones where nothing is wrong: listed, but no reason to see an expert. */
  readonly usual: boolean;
}

/** How a module fared. `absent`: the evidence doesn't hold what it reads. */
export type CoverageStatus = "read" | "partial" | "absent" | "failed";

export interface Coverage {
  readonly module: string;
  readonly status: CoverageStatus;
  readonly records: number;
  readonly why?: string;
}
