import type { ReactNode } from "react";
import { useApp } from "../app/app-context.ts";
import { settingsSections, type SettingsSection } from "../app/place.ts";
import { useWords } from "../app/words-context.tsx";
import { NoticesPage } from "../notices/notices-page.tsx";
import type { IconName } from "../parts/icon-paths.ts";
import { Icon } from "../parts/icon.tsx";
import { Pane } from "../parts/pane.tsx";
import type { PlainKey } from "../words/catalogue.ts";
import { AboutSection } from "./about-section.tsx";
import { AppearanceSection } from "./appearance-section.tsx";
import { DevicesSection } from "./devices-section.tsx";
import { LanguageSection } from "./language-section.tsx";
import { LockSection } from "./lock-section.tsx";
import { MeSection } from "./me-section.tsx";
import { PrivacySection } from "./privacy-section.tsx";
import { StorageSection } from "./storage-section.tsx";

const SECTIONS: Readonly<
  Record<
    SettingsSection,
    { readonly icon: IconName; readonly title: PlainKey; readonly page: () => ReactNode }
  >
> = {
  me: { icon: "person", title: "settings.me", page: MeSection },
  devices: { icon: "devices", title: "settings.devices", page: DevicesSection },
  privacy: { icon: "eye", title: "settings.privacy", page: PrivacySection },
  lock: { icon: "lock", title: "settings.lock", page: LockSection },
  appearance: { icon: "palette", title: "settings.appearance", page: AppearanceSection },
  language: { icon: "language", title: "settings.language", page: LanguageSection },
  storage: { icon: "storage", title: "settings.storage", page: StorageSection },
  notices: { icon: "notice", title: "settings.notices", page: NoticesPage },
  about: { icon: "info", title: "settings.about", page: AboutSection },
};

/** The settings: their list, or one of them. */
export function SettingsPages(props: { readonly section: SettingsSection | undefined }): ReactNode {
  const { t } = useWords();
  const { go, store } = useApp();
  if (props.section !== undefined) {
    const { title, page: Section } = SECTIONS[props.section];
    return (
      <Pane key={props.section} title={t(title)}>
        <Section />
      </Pane>
    );
  }
  return (
    <Pane key="all" title={t("settings.title")}>
      <ul className="settings">
        {settingsSections.map((section) => (
          <li key={section}>
            <button type="button" className="settings-row" onClick={() => go({ view: "settings", section })}>
              <Icon name={SECTIONS[section].icon} />
              <span>{t(SECTIONS[section].title)}</span>
              <Icon name="forward" />
            </button>
          </li>
        ))}
        <li>
          <button
            type="button"
            className="settings-row"
            onClick={() => store.set((state) => ({ ...state, help: true }))}
          >
            <Icon name="keyboard" />
            <span>{t("settings.keys")}</span>
          </button>
        </li>
        <li>
          {/* Another page with a stricter policy: it has no client, and the app goes on here. */}
          <a className="settings-row" href="/check" target="_blank" rel="noopener">
            <Icon name="devices" />
            <span>{t("settings.check")}</span>
          </a>
        </li>
      </ul>
    </Pane>
  );
}
