import type { ArgumentsOf, PlainKeyOf, TranslationOf } from "../../words/message-format.ts";
import type { en } from "./en.ts";

export type NoticeKey = keyof typeof en;
export type NoticeCatalogue = TranslationOf<typeof en>;
export type Arguments<K extends NoticeKey> = ArgumentsOf<(typeof en)[K]>;
export type PlainNoticeKey = PlainKeyOf<typeof en>;
