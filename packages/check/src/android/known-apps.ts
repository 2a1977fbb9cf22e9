// Names of programs that Android people know; data, not judgement.

/** Tools with which owners take full control of a phone, or hide that they did. */
export const rootApps: ReadonlySet<string> = new Set([
  "com.noshufou.android.su",
  "com.noshufou.android.su.elite",
  "eu.chainfire.supersu",
  "eu.chainfire.supersu.pro",
  "com.koushikdutta.superuser",
  "com.thirdparty.superuser",
  "com.yellowes.su",
  "com.koushikdutta.rommanager",
  "com.koushikdutta.rommanager.license",
  "com.dimonvideo.luckypatcher",
  "com.chelpus.lackypatch",
  "com.chelpus.luckypatcher",
  "com.ramdroid.appquarantine",
  "com.ramdroid.appquarantinepro",
  "com.devadvance.rootcloak",
  "com.devadvance.rootcloakplus",
  "de.robv.android.xposed.installer",
  "com.saurik.substrate",
  "com.zachspong.temprootremovejb",
  "com.amphoras.hidemyroot",
  "com.amphoras.hidemyrootadfree",
  "com.formyhm.hiderootPremium",
  "com.formyhm.hideroot",
  "me.phh.superuser",
  "com.kingouser.com",
  "com.topjohnwu.magisk",
]);

/** Screen readers and assistants that come with phones. */
export const usualAccessibility: ReadonlySet<string> = new Set([
  "com.google.android.marvin.talkback",
  "com.samsung.android.accessibility.talkback",
  "com.android.talkback",
  "com.google.android.accessibility.switchaccess",
  "com.google.android.apps.accessibility.voiceaccess",
  "com.samsung.accessibility",
  "com.android.systemui.accessibility.accessibilitymenu",
]);

/** Parts that keep a phone safe; whoever switches them off has a reason. */
export const protectingApps: ReadonlySet<string> = new Set([
  "com.android.vending",
  "com.google.android.gms",
  "com.samsung.android.securitylogagent",
  "com.sec.android.soagent",
  "com.wssyncmldm",
  "com.google.android.configupdater",
  "com.huawei.android.hwouc",
  "com.miui.securitycenter",
  "com.android.updater",
  "com.google.android.modulemetadata",
  "com.samsung.android.sm.devicesecurity",
  "com.motorola.ccc.ota",
  "com.oneplus.opbackup.ota",
  "com.lge.ota",
]);

/** Stores from which apps usually come. */
export const appStores: ReadonlySet<string> = new Set([
  "com.android.vending",
  "com.sec.android.app.samsungapps",
  "com.huawei.appmarket",
  "com.xiaomi.mipicks",
  "com.xiaomi.market",
  "com.heytap.market",
  "com.oppo.market",
  "com.bbk.appstore",
  "com.amazon.venezia",
  "org.fdroid.fdroid",
  "org.fdroid.basic",
  "com.aurora.store",
  "com.google.android.feedback",
]);

/** Stores that their makers didn't preinstall. */
export const thirdPartyStores: ReadonlySet<string> = new Set([
  "org.fdroid.fdroid",
  "org.fdroid.basic",
  "com.aurora.store",
  "com.amazon.venezia",
]);

/** Programs with which people open downloaded files. */
export const browserApps: ReadonlySet<string> = new Set([
  "com.android.chrome",
  "com.google.android.packageinstaller",
  "com.android.packageinstaller",
  "com.sec.android.app.sbrowser",
  "org.mozilla.firefox",
  "com.opera.browser",
  "com.brave.browser",
  "com.microsoft.emmx",
  "com.android.browser",
  "com.google.android.documentsui",
  "com.google.android.apps.nbu.files",
]);

/** Settings and their safe value. */
export const safeSettings: ReadonlyMap<string, string> = new Map([
  ["verifier_verify_adb_installs", "1"],
  ["package_verifier_enable", "1"],
  ["package_verifier_state", "1"],
  ["package_verifier_user_consent", "1"],
  ["upload_apk_enable", "1"],
  ["adb_install_need_confirm", "1"],
  ["send_security_reports", "1"],
  ["samsung_errorlog_agree", "1"],
  ["send_action_app_error", "1"],
  ["accessibility_enabled", "0"],
]);
