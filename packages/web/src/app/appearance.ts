/** As in the client's settings; the device check, which knows no client, remembers the same. */
export interface Appearance {
  readonly theme: "system" | "light" | "dark";
  readonly language: "system" | "en" | "ar";
}

const KEY = "bridle.appearance";

/**
 * Colours and language, as they were last time, for the first paint: the engine needs a moment to open its
 * store, and a bright page at night is no good. Nothing else is ever kept outside the encrypted store.
 */
export function rememberedAppearance(): Appearance {
  try {
    const [theme, language] = (localStorage.getItem(KEY) ?? "").split(" ");
    return {
      theme: theme === "light" || theme === "dark" ? theme : "system",
      language: language === "en" || language === "ar" ? language : "system",
    };
  } catch {
    return { theme: "system", language: "system" };
  }
}

export function rememberAppearance({ theme, language }: Appearance): void {
  try {
    localStorage.setItem(KEY, `${theme} ${language}`);
  } catch {
    // A browser that keeps nothing asks the device's settings each time; nothing depends on it.
  }
}

export function applyTheme(theme: Appearance["theme"]): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
}
