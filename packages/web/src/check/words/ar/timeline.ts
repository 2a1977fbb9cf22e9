import type { TranslationOf } from "../../../words/message-format.ts";
import type { timeline as english } from "../en/timeline.ts";

export const timeline: TranslationOf<typeof english> = {
  "timeline.title": "الخط الزمني",
  "timeline.empty": "ليس في هذه السجلات تواريخ.",
  "timeline.lead": "كل سجل مؤرخ، الأقدم أولًا. حدد جزءًا من الرسم لتكبيره.",
  "timeline.search": "البحث في الخط الزمني",
  "timeline.sources": "المصادر: {shown} من {all}",
  "timeline.allSources": "الكل",
  "timeline.noSources": "لا شيء",
  "timeline.count": {
    zero: "لا حدث من {all}",
    one: "حدث واحد من {all}",
    two: "حدثان من {all}",
    few: "{count} أحداث من {all}",
    many: "{count} حدثًا من {all}",
    other: "{count} حدث من {all}",
  },
  "timeline.none": "لا شيء يوافق. صغّر الرسم، أو ارجع عن كلمات أو مصادر.",
  "timeline.before": "الصفوف السابقة",
  "timeline.after": "الصفوف التالية",
  "timeline.part": "من {from} إلى {to} من {all}",
  "timeline.utc": "UTC",
  "timeline.local": "هنا",

  "chart.label": "عدد الأحداث من {from} إلى {to}",
  "chart.keys":
    "مفتاحا الزائد والناقص للتكبير والتصغير، والأسهم للتحريك، وHome لعرض الكل. في القائمة أدناه الأحداث نفسها.",
  "chart.controls": "التكبير والتحريك",
  "chart.in": "تكبير",
  "chart.out": "تصغير",
  "chart.earlier": "أقدم",
  "chart.later": "أحدث",
  "chart.all": "عرض الكل",
  "chart.finding": "نتيجة",
};
