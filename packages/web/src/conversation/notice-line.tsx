import type { TimelineNotice } from "@bridle/client";
import type { ReactNode } from "react";
import { useWords } from "../app/words-context.tsx";
import type { IconName } from "../parts/icon-paths.ts";
import { Icon } from "../parts/icon.tsx";
import type { Words } from "../words/words.ts";

const ICONS: Readonly<Record<TimelineNotice, IconName>> = {
  started: "lock",
  gap: "info",
  rejoined: "info",
  newer_version: "info",
  unverifiable: "warning",
  devices_changed: "shield",
  their_rejoin: "devices",
};

/** A line between messages that explains something, in words. */
export function NoticeLine(props: { readonly notice: TimelineNotice; readonly name: string }): ReactNode {
  const words = useWords();
  return (
    <p className="notice-line">
      <Icon name={ICONS[props.notice]} small />
      <span>{noticeText(props.notice, props.name, words)}</span>
    </p>
  );
}

function noticeText(notice: TimelineNotice, name: string, { t }: Words): string {
  switch (notice) {
    case "started":
      return t("notice.started", { name });
    case "gap":
      return t("notice.gap", { name });
    case "rejoined":
      return t("notice.rejoined");
    case "newer_version":
      return t("notice.newer");
    case "unverifiable":
      return t("notice.unverifiable", { name });
    case "devices_changed":
      return t("notice.devices", { name });
    case "their_rejoin":
      return t("notice.theirRejoin", { name });
  }
}
