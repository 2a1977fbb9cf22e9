import type { IosModule } from "../artifact.ts";
import { browsers } from "./browsers.ts";
import { filesystem } from "./filesystem.ts";
import { sms, smsAttachments } from "./messages.ts";
import { people } from "./people.ts";
import { permissions } from "./permissions.ts";
import { settings } from "./settings.ts";
import { usage } from "./usage.ts";
import { webkit } from "./webkit.ts";
import { whatsapp, whatsappContacts, whatsappNumbers } from "./whatsapp.ts";

/** Every check of iPhone records; each says whether it reads backups, dumps or both. */
export const iosModules: readonly IosModule[] = [
  sms,
  smsAttachments,
  whatsappNumbers,
  whatsapp,
  whatsappContacts,
  ...browsers,
  ...webkit,
  ...usage,
  ...permissions,
  ...people,
  ...settings,
  ...filesystem,
];
