import { createRoot } from "react-dom/client";
import { applyTheme, rememberedAppearance } from "../app/appearance.ts";
import { preferredLanguage } from "../words/language.ts";
import { DeskApp } from "./pages/desk-app.tsx";
import { takeToken } from "./route.ts";
import "../styles/tokens.css";
import "../styles/base.css";
import "../styles/parts.css";
import "../styles/notices.css";
import "../styles/desk.css";

const { theme, language } = rememberedAppearance();
applyTheme(theme);
const root = document.querySelector("#root");
if (root === null) throw new Error("the page has no place for the desk");
createRoot(root).render(
  <DeskApp
    token={takeToken()}
    first={language === "system" ? preferredLanguage(navigator.languages) : language}
  />,
);
