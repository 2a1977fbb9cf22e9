import type { ParamsOf } from "../../words/message-format.ts";
import type { en } from "./en.ts";

export type NoticeKey = keyof typeof en;
export type NoticeCatalogue = { readonly [K in NoticeKey]: string };

/** No argument for a text without places, one object for a text with some. */
export type Arguments<K extends NoticeKey> = keyof ParamsOf<(typeof en)[K]> extends never
  ? readonly []
  : readonly [params: ParamsOf<(typeof en)[K]>];

/** Keys of texts that need nothing filled in. */
export type PlainNoticeKey = { [K in NoticeKey]: Arguments<K> extends readonly [] ? K : never }[NoticeKey];
