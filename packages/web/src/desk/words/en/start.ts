// Coming in, the frame of the pages, people. Each text has a note for translators above it.

export const start = {
  /** Name of these pages. Bridle is the product's name and isn't translated. */
  "desk.name": "Bridle desk",
  /** Name of English in English. */
  "language.en": "English",
  /** Name of Arabic in Arabic. */
  "language.ar": "العربية",
  /** Label of the choice of languages. */
  "language.title": "Language",

  /** Heading where somebody proves who they are. */
  "signIn.title": "Sign in to the desk",
  /** Below it. */
  "signIn.lead": "You sign in with the passkey that you made when you joined. There is no password.",
  /** Button. */
  "signIn.action": "Use my passkey",
  /** Where nobody has come yet. */
  "signIn.nobody":
    "Nobody has joined this desk yet. The server prints a one-time link for the first person when it starts.",
  /** Where one has no passkey here. */
  "signIn.noKey": "New here, or a new device? Whoever runs the server can make a one-time link for you.",
  /** Heading of the page that a one-time link opens. */
  "join.title": "Join the desk",
  /** Below it. */
  "join.lead": "This link works once. It makes a passkey on this device, by which you sign in from now on.",
  /** Label of a field. */
  "join.name": "Your name, as the others at the desk see it",
  /** Button. */
  "join.action": "Make a passkey and join",
  /** Where the browser's own window was closed, or the device has no passkeys. */
  "passkey.cancelled": "No passkey was made or used. Nothing was changed; try again when you're ready.",

  /** Roles. */
  "role.analyst": "Analyst",
  /** Roles. */
  "role.lead": "Lead",
  /** Roles: a lawyer. */
  "role.counsel": "Counsel",
  /** Roles: reads everything, does nothing. */
  "role.auditor": "Auditor",
  /** Who one is; `name` and `role` of the person. */
  "me.here": "{name}, {role}",
  /** Button. */
  "me.leave": "Sign out",

  /** Label of the list of pages. */
  "nav.title": "Pages",
  /** A page. */
  "nav.overview": "Overview",
  /** A page. */
  "nav.people": "People",

  /** While the first answer is on its way. */
  "state.loading": "Loading.",

  /** Heading. */
  "people.title": "People at the desk",
  /** Below it. */
  "people.lead":
    "Two persons decide together about opening targets, notices, orders and long refusals. Only whoever runs the server lets people in: bridle desk invite.",
  /** A person's standing; `date` is a date. */
  "people.since": "Since {date}",
  /** A person's standing; `date` is a date. */
  "people.gone": "Left on {date}",
  /** Beside one's own name. */
  "people.you": "You",
} as const;
