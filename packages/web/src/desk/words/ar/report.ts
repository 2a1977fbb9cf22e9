import type { TranslationOf } from "../../../words/message-format.ts";
import type { report as english } from "../en/report.ts";

export const report: TranslationOf<typeof english> = {
  "action.cancel": "إلغاء",
  "report.title": "تقرير الشفافية",
  "report.lead":
    "مرتين في السنة تخبر هذه الخدمة الناس بما لاحظته ومن أبلغته وما رفضته. تُذكر الأعداد نطاقات كي لا تظهر أي مجموعة صغيرة من الناس.",
  "report.published": "المنشور",
  "report.none": "لم يُنشر شيء بعد.",
  "report.by": "نشره {name}، {date}",
  "report.logged": "رقم {index} في السجل العام",
  "report.unlogged": "ليس في السجل العام بعد. يسلّمه الخادم إلى السجل من تلقاء نفسه.",
  "report.open": "تقرير {period}",
  "report.data": "بيانات",
  "report.signature": "التوقيع",
  "report.proof": "إثبات من السجل",
  "report.hash": "بصمة SHA-256",
  "report.key": "المفتاح الذي يوقّعها",
  "report.due": "انتهى {period}",
  "report.dueLead": "يصنعه الخادم من النطاقات؛ ولا يختار أحد ما يرد فيه. وبعد نشره لا يمكن تغييره ولا سحبه.",
  "report.read": "قراءته أولًا",
  "report.publish": "نشره",
  "report.others": "ينشره مسؤول أو مستشار قانوني.",
  "report.sure": "نشر تقرير {period} نهائيًا؟",
  "report.preview": "حتى الآن: {period}",
  "report.previewLead": "كما يقرؤه الناس لو نُشر الآن. يمكن نشره بعد انتهاء نصف السنة، في {date}.",
  "report.noPreview": "تعذّر إعداد المعاينة. السبب في سجل الخادم لدى من يشغّله.",
  "refusal.report_not_due": "نصف السنة هذا لم ينته، أو نُشر تقريره.",
  "refusal.report_not_made": "تعذّر إعداد التقرير مما هو محفوظ هنا.",
};
