import type { TranslationOf } from "../catalogue.ts";
import type { settings as english } from "../en/settings.ts";

export const settings: TranslationOf<typeof english> = {
  "settings.title": "الإعدادات",
  "settings.me": "أنا",
  "settings.devices": "الأجهزة",
  "settings.privacy": "الخصوصية",
  "settings.lock": "القفل",
  "settings.appearance": "المظهر",
  "settings.language": "اللغة",
  "settings.storage": "التخزين",
  "settings.notices": "إشعارات الأمان",
  "settings.about": "حول التطبيق",
  "settings.keys": "اختصارات لوحة المفاتيح",

  "me.noName": "بلا اسم",
  "me.name": "الاسم",
  "me.nameHint": "يراه من تتحدث إليهم. لا يستطيع الخادم قراءته.",
  "me.handle": "المعرّف",
  "me.handleHint":
    "من يعرف كتابته بالضبط يمكنه أن يرسل إليك تعريفًا بنفسه. يعرفه الخادم. اتركه فارغًا إن لم ترد معرّفًا.",
  "me.publicLinks": "الروابط العامة",
  "me.publicLinksHint":
    "لموقع أو لبطاقة عمل. من يملك أحدها يمكنه أن يرسل إليك تعريفًا بنفسه؛ وأنت تقرر كل مرة. احذف الرابط لإيقاف ذلك.",
  "me.publicLinkNew": "إنشاء رابط عام",
  "me.publicLinkAt": "أُنشئ في {date}",
  "me.publicLinkDelete": "حذف الرابط",
  "me.publicLinkQr": "رمز QR لرابطك العام",
  "me.recovery": "كلمات الاسترداد",
  "me.recoveryOpen": "لم تُؤكَّد بعد. من دونها يعني ضياع الجهاز ضياع الحساب.",
  "me.recoveryDone": "أُكّدت. لم تعد على هذا الجهاز.",
  "me.recoveryShow": "عرض الكلمات",
  "me.delete": "حذف الحساب",
  "me.deleteHint": "يزول حسابك وجهات اتصالك ورسائلك من هذا الجهاز ومن الخادم. ما تلقاه الآخرون يبقى عندهم.",
  "me.deleteTitle": "حذف حسابك؟",
  "me.deleteLead": "لا رجعة في ذلك، ولا تعود كلمات الاسترداد صالحة.",
  "me.deleteConfirm": "حذف الحساب",

  "devices.lead":
    "كل جهاز من هذه يقرأ رسائلك. إذا رأيت جهازًا لا تعرفه فاستعد حسابك بكلمات الاسترداد وأزل الأجهزة الأخرى.",
  "devices.this": "هذا الجهاز",
  "devices.other": "جهاز آخر",
  "devices.id": "البصمة {id}",

  "privacy.receipts": "إظهار أنني قرأت رسالة",
  "privacy.receiptsHint":
    "مفعَّل: يرى من تتحدث إليهم أنك قرأت رسائلهم. معطَّل: لا يرون ذلك. أما وصول الرسالة فيظهر لهم دائمًا.",
  "privacy.typing": "إظهار أنني أكتب",
  "privacy.typingHint": "مفعَّل: يرى من تتحدث إليهم أنك تكتب، حتى إن لم ترسل. معطَّل: لا يرون ذلك.",
  "privacy.blocked": "المحظورون",
  "privacy.blockedNone": "لم تحظر أحدًا.",
  "privacy.always": "ما يسري دائمًا",
  "privacy.alwaysStrangers": "لا يصل إليك أحد من دون دعوة منك أو تعريف قبلتَه.",
  "privacy.alwaysLinks": "لا تفعل الروابط شيئًا حتى تلمسها، ولا يحمّل Bridle صفحاتها أبدًا.",
  "privacy.alwaysServer": "لا يستطيع الخادم قراءة ما تكتبه. يرى متى يتصل جهازك وكم يرسل.",

  "lock.title": "على هذا الجهاز",
  "lock.device":
    "ما يحفظه Bridle هنا معمّى بمفتاح موجود على هذا الجهاز. يمنع ذلك نظرة عابرة إلى الملفات، ولا يمنع من بيده الجهاز وهو مفتوح.",
  "lock.passphrase":
    "ما يحفظه Bridle هنا معمّى بمفتاح لا تفتحه إلا عبارة المرور. يحميه ذلك أيضًا إذا أُخذ الجهاز وBridle مغلق. ولا يمنع من بيده الجهاز وBridle مفتوح.",
  "lock.do": "اقفل الشاشة عند المغادرة، وعمِّ قرص الجهاز.",
  "lock.passphraseTitle": "عبارة المرور",
  "lock.passphraseHint":
    "يسألك Bridle عنها كلما فُتح. لا يستطيع أحد إعادة تعيينها: من دونها تحتاج إلى كلمات الاسترداد، وتضيع الرسائل التي على هذا الجهاز.",
  "lock.current": "عبارة المرور الحالية",
  "lock.next": "عبارة مرور جديدة",
  "lock.nextHint": "خمس كلمات عشوائية اختيار جيد. لا تستخدمها في مكان آخر.",
  "lock.repeat": "العبارة الجديدة مرة أخرى",
  "lock.differ": "العبارتان مختلفتان.",
  "lock.short": {
    zero: "استخدم أحرفًا أكثر.",
    one: "استخدم حرفًا واحدًا على الأقل.",
    two: "استخدم حرفين على الأقل.",
    few: "استخدم {count} أحرف على الأقل.",
    many: "استخدم {count} حرفًا على الأقل.",
    other: "استخدم {count} حرف على الأقل.",
  },
  "lock.set": "تعيين عبارة المرور",
  "lock.change": "تغيير عبارة المرور",
  "lock.remove": "إلغاء عبارة المرور",
  "lock.isSet": "عُيّنت عبارة المرور. يسألك Bridle عنها عند فتحه في المرة القادمة.",
  "lock.isRemoved": "من الآن يُفتح Bridle من دون عبارة مرور.",
  "lock.working": "جارٍ العمل",
  "lock.wrong": "ليست هذه عبارة المرور.",
  "unlock.title": "Bridle مقفل",
  "unlock.passphrase": "عبارة المرور",
  "unlock.open": "فتح",
  "unlock.forgotten": "لا يستطيع أحد إعادة تعيينها. بكلمات الاسترداد تستعيد حسابك في متصفح آخر.",

  "appearance.theme": "الألوان",
  "appearance.system": "كما في الجهاز",
  "appearance.light": "فاتح",
  "appearance.dark": "داكن",
  "appearance.enter": "مفتاح Enter يرسل",
  "appearance.enterHint":
    "مفعَّل: Enter يرسل، وShift+Enter يبدأ سطرًا جديدًا. معطَّل: Enter يبدأ سطرًا جديدًا، وCtrl+Enter يرسل.",

  "language.title": "اللغة",
  "language.system": "كما في الجهاز",
  "language.en": "English",
  "language.ar": "العربية",

  "storage.used": "يستخدم Bridle {used} من {quota} يسمح بها هذا المتصفح.",
  "storage.unknown": "لا يذكر هذا المتصفح كم يستخدم Bridle.",
  "storage.kept": "يحتفظ بها المتصفح حتى تحذفها.",
  "storage.notKept": "قد يحذفها المتصفح إذا ضاقت المساحة. اطلب منه الاحتفاظ بكل شيء، واحفظ كلمات الاسترداد.",
  "storage.keep": "الطلب من المتصفح الاحتفاظ بها",
  "storage.refused": "رفض المتصفح. بعضها يرفض حتى تُكثر من استخدام الصفحة أو تضيفها إلى الشاشة الرئيسية.",

  "notices.none": "لا إشعارات أمان",
  "notices.lead":
    "إذا وجد من يديرون خادمك أن أحدًا حاول مهاجمتك ظهر التحذير هنا، ولا يظهر في مكان آخر. لا يحوي رابطًا أبدًا، ولا يطلب رمزًا، ولا يطلب منك تثبيت شيء.",

  "about.version": "الإصدار",
  "about.server": "الخادم",
  "about.account": "بصمة الحساب",
  "about.device": "بصمة الجهاز",
  "about.licence": "Bridle برنامج حر برخصة جنو أفيرو العمومية العامة، الإصدار ٣ أو ما بعده.",
  "about.crypto":
    "تستخدم المحادثات MLS (RFC 9420) مع مزيج من X25519 وML-KEM-768 في وجه الحواسيب الكمومية القادمة. يوقّع MLS الرسائل، فلا يمكن إنكار ما تكتبه.",
  "about.proof": "هذا التطبيق شيفرة من خادمك. سيأتي إثبات أن الجميع يحصلون على الشيفرة نفسها في إصدار لاحق.",
};
