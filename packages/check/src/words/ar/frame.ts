import type { CoverageStatus, Severity } from "../../examination/finding.ts";
import type { Explanation } from "../../report/explanations.ts";
import type { EvidenceKind, State } from "../../report/report.ts";
import type { Labels } from "../labels.ts";

// The report around its findings: its answer, its advice, and the words of its closed lists.

export const states: Readonly<Record<State, readonly [short: string, full: string]>> = {
  match: [
    "وُجدت آثار برامج تجسس معروفة",
    "سجل واحد على الأقل يوافق ما نشره الباحثون عن برامج التجسس. فيما يلي كل سجل وموضعه وما قد يكون غير ذلك. هذا سبب لطلب المساعدة، وليس دليلًا قاطعًا بعد.",
  ],
  "needs-expert": [
    "هنا ما يحتاج إلى خبير",
    "لا يوافق أي سجل أثرًا منشورًا لبرامج التجسس، لكن بعضها غير معتاد إلى حد يستحق أن يراه صاحب خبرة.",
  ],
  incomplete: [
    "الفحص غير مكتمل",
    "لم يوجد شيء معروف فيما أمكنت قراءته، لكن بعضه لم تمكن قراءته. ما ينقص ولماذا مذكور تحت «ما الذي فُحص».",
  ],
  "nothing-known-found": [
    "لم يوجد شيء معروف فيما فُحص",
    "لا يوافق أي سجل أمكنت قراءته أثرًا منشورًا لبرامج التجسس. وهذا ليس دليلًا على عدم وجودها: لا تظهر هنا برامج لم يصفها أحد، أو برامج أزالت آثارها.",
  ],
};

export const advice: readonly string[] = [
  "اطلب المساعدة من جهاز آخر، مثلًا من خط مساعدة الأمان الرقمي في Access Now (accessnow.org/help) أو من مختبر الأمن في منظمة العفو الدولية (securitylab.amnesty.org/get-help).",
  "إذا أردت تحقيقًا في الأمر فلا تحذف شيئًا ولا تُعد ضبط الهاتف الآن؛ احتفظ بهذه النسخة، وأنشئ ملف sysdiagnose أو تقرير أخطاء.",
  "إذا كان عليك أن تأمن الآن فأطفئ الهاتف وكُفّ عن استخدامه. هذا أهم من الأدلة.",
  "ثم شغّل نمط التأمين (iPhone) أو الحماية المتقدمة (Android)، وثبّت التحديثات، وأعد التشغيل.",
  "أخبر من قد يعرضهم هذا للخطر، وجهًا لوجه أو عبر جهاز آخر.",
  "اسأل محاميًا عما يعنيه هذا لك.",
];

export const kinds: Readonly<Record<EvidenceKind, string>> = {
  "ios-backup": "نسخة احتياطية من iPhone",
  "ios-filesystem": "نسخة من نظام ملفات iPhone",
  sysdiagnose: "ملف sysdiagnose من iPhone",
  "android-bugreport": "تقرير أخطاء من Android",
  androidqf: "مجموعة سجلات من androidqf",
  "android-backup": "نسخة احتياطية من Android",
  "android-intrusion-logs": "سجلات الحماية المتقدمة من Android",
  unknown: "نوع غير معروف",
};

export const severities: Readonly<Record<Severity, string>> = {
  critical: "حرج",
  high: "مرتفع",
  medium: "متوسط",
  low: "منخفض",
  info: "معلومة",
};

export const statuses: Readonly<Record<CoverageStatus, string>> = {
  read: "قُرئ",
  partial: "قُرئ بعضه",
  absent: "غير موجود هنا",
  failed: "لم تمكن قراءته",
};

export const weights: Readonly<Record<Explanation["weight"], string>> = {
  strong: "قوي",
  moderate: "متوسط",
  weak: "ضعيف",
};

export const labels: Labels = {
  title: "فحص الجهاز",
  steps: "ما تفعله الآن",
  findings: "النتائج",
  none: "لا شيء.",
  when: "الوقت",
  notRecorded: "غير مسجل",
  where: "الموضع",
  check: "الفحص",
  indicator: "المؤشر",
  campaign: "الحملة",
  publisher: "الناشر",
  fileHash: "بصمة الملف",
  otherwise: "ماذا قد يكون غير ذلك:",
  weight: "الوزن:",
  examined: "ما الذي فُحص",
  state: "الحالة",
  records: "السجلات",
  remarks: "ملاحظات",
  timeline: "الخط الزمني",
  utc: "التوقيت العالمي",
  local: "التوقيت المحلي",
  event: "الحدث",
  events: "الأحداث المعروضة:",
  eventsNear: "الأحداث في يوم من نتيجة:",
  eventsLeft: "المزيد في ملف الخط الزمني:",
  indicators: "المؤشرات",
  file: "الملف",
  licence: "الرخصة",
  age: "العمر",
  days: "يوم",
  unusable: "غير صالح",
  unknown: "غير مذكور",
  files: "الملفات المقروءة",
  bytes: "بايت",
  filesLeft: "المزيد في تقرير JSON:",
  nothingSent: "لم يُرسل شيء إلى أي مكان.",
};
