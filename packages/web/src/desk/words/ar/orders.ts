import type { TranslationOf } from "../../../words/message-format.ts";
import type { orders as english } from "../en/orders.ts";

export const orders: TranslationOf<typeof english> = {
  "orders.title": "الأوامر",
  "orders.lead":
    "أمر محكمة على هيئة بيانات. يُلزم من يسمّيهم ضمن حدوده؛ ولا يتيح لأحد أن ينظر في رسائل الناس. وعند الشك يقرّر إنسان.",
  "orders.none": "لا أوامر محفوظة هنا.",
  "orders.add": "إضافة أمر أو نسخة تزيد عليه",
  "orders.text": "الأمر بصيغة JSON نصًا",
  "orders.keep": "حفظ",
  "orders.confirmed": "أكّده شخصان",
  "orders.unconfirmed": "غير مؤكد",
  "orders.propose": "اقتراح التأكيد",
  "orders.kept": "حفظه {name}، {date}",
  "orders.asOf": "سارٍ في يوم",
  "orders.day": "في {date}",
  "orders.known": "بقدر ما كان معلومًا",
  "orders.knownToday": "اليوم",
  "orders.knownThen": "في ذلك اليوم",
  "orders.status": "الحالة",
  "orders.timeline": "ما حدث",
  "orders.norms": "ما يمنعه ويسمح به ويطلبه",
  "orders.parties": "من يسمّيهم",
  "orders.platforms": "الخدمات",
  "orders.in": "ضمن نطاقه",
  "orders.out": "خارجه",
  "orders.duties": "ما هو مستحق",
  "orders.money": "المال",
  "orders.reduced": "{amount}، خُفّض من {before}",
  "orders.unverified": "لم يُتحقق منه",
  "orders.print": "حفظ كصفحة للطباعة",
  "orders.odrl": "حفظ بصيغة ODRL المعيارية",
};
