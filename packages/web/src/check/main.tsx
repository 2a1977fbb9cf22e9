import { createRoot } from "react-dom/client";
import { applyTheme, rememberedAppearance } from "../app/appearance.ts";
import { preferredLanguage } from "../words/language.ts";
import { Examiner } from "./engine/examiner.ts";
import { CheckApp } from "./pages/check-app.tsx";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/parts.css";
import "../styles/check.css";

const { theme, language } = rememberedAppearance();
applyTheme(theme);
// A file that misses the place for it must not replace the page.
for (const name of ["dragover", "drop"] as const) addEventListener(name, (event) => event.preventDefault());
const root = document.querySelector("#root");
if (root === null) throw new Error("the page has no place for the check");
createRoot(root).render(
  <CheckApp
    examiner={new Examiner()}
    first={language === "system" ? preferredLanguage(navigator.languages) : language}
  />,
);
