// Welcome, sign-up, recovery words, and the first steps. Each text has a note for translators above it.

export const start = {
  /** Name of the product; not translated. */
  "app.name": "Bridle",
  /** Shown while the app opens its store; replaced within a second on most machines. */
  "app.opening": "Opening your messages",

  /** Heading of the first screen. */
  "welcome.title": "Messages for the people you choose",
  /** The one sentence that says what this is. No promise beyond it. */
  "welcome.lead":
    "Only you and the person you write to can read what you say. Nobody reaches you unless you let them.",
  /** Button: make an account. */
  "welcome.new": "Create an account",
  /** Button: get an existing account back. */
  "welcome.restore": "I have recovery words",
  /** Heading when the app was opened from an invite link. Who invites is not known before. */
  "welcome.invitedTitle": "Someone invites you to talk",
  /** Below it. */
  "welcome.invitedLead":
    "When you go on, Bridle creates an account for you and connects the two of you. Only you and they can read what you write. You learn who they are from them: compare your safety number when you can.",
  /** Heading when the app was opened from a public link, which allows an introduction only. */
  "welcome.introducedTitle": "Someone shared their link with you",
  /** Below it. */
  "welcome.introducedLead":
    "With it you can send them a short introduction. If they accept it, the two of you can talk. Create an account first.",
  /** Button: go back one step. */
  "action.back": "Back",
  /** Button: leave a step or close a dialog without doing anything. */
  "action.cancel": "Cancel",
  /** Button: close a panel or dialog. */
  "action.close": "Close",
  /** Button: go to the next step. */
  "action.continue": "Continue",
  /** Button: keep what was typed. */
  "action.save": "Save",
  /** Short confirmation after saving. */
  "action.saved": "Saved",
  /** Button: try the thing that failed once more. */
  "action.tryAgain": "Try again",
  /** Button: put a text onto the clipboard. */
  "action.copy": "Copy",
  /** Short confirmation after copying. */
  "action.copied": "Copied",
  /** Button: hand the link to another program of the device. */
  "action.share": "Share",

  /** Heading of sign-up. */
  "signUp.title": "Create your account",
  /** Below the heading. */
  "signUp.lead": "Both are optional, and you can change them later.",
  /** Field: the name that contacts see. */
  "signUp.name": "Name",
  /** What filling in the name reveals. */
  "signUp.nameHint": "People you talk to see it. The server can't read it.",
  /** Field: the public handle, written with @. */
  "signUp.handle": "Handle",
  /** What having a handle reveals. */
  "signUp.handleHint":
    "People who know its exact spelling can send you an introduction. The server knows it, and anyone who signs up can see that it is taken.",
  /** Rule for handles, shown when what is typed doesn't fit. */
  "signUp.handleRule": "3 to 32 lower-case letters a–z, digits, - or _, beginning with a letter or digit.",
  /** Field: a code that the operator of the server gave out. */
  "signUp.code": "Registration code",
  /** What a registration code is. */
  "signUp.codeHint": "This server takes new accounts only with a code. Ask whoever runs it.",
  /** Button: make the account. */
  "signUp.create": "Create account",
  /** Button: make the account and connect with the one who invites. */
  "signUp.createAndTalk": "Create account and talk",
  /** While the account is being made. */
  "signUp.working": "Creating your account",
  /** While the invite is being used. */
  "signUp.connecting": "Connecting the two of you",
  /** Marks a field that can be left empty. */
  "field.optional": "optional",

  /** Heading of restoring an account. */
  "restore.title": "Get your account back",
  /** Below the heading. */
  "restore.lead":
    "Type your recovery words in their order. You get back who you are, your contacts and your conversations. Old messages stay on the devices that have them.",
  /** Field. */
  "restore.words": "Recovery words",
  /** Choice about the devices that the account had. */
  "restore.removeTitle": "Your other devices",
  /** Choice: take the account away from them. */
  "restore.remove": "Remove them",
  /** What it does. */
  "restore.removeHint":
    "Choose this when a device is lost or in someone else's hands. It stops receiving messages at once.",
  /** Choice: leave them as they are. */
  "restore.keep": "Keep them",
  /** What it does. */
  "restore.keepHint": "Choose this when you still use them.",
  /** Button. */
  "restore.submit": "Get it back",
  /** While it works. */
  "restore.working": "Getting your account back",
  /** Said once after restoring. */
  "restore.doneRemoved": "Your account is back. Your other devices were removed.",
  /** Said once after restoring. */
  "restore.doneKept": "Your account is back. Your other devices still have it.",

  /** Heading over the recovery words. */
  "words.title": "Your recovery words",
  /** What they are for. */
  "words.lead":
    "These words are the only way to get your account back when you lose this device. Write them on paper, in this order, and keep them where nobody looks. Whoever has them can become you.",
  /** Nobody can help without them. */
  "words.nobody":
    "Nobody else has them: not the server, not the people who make Bridle. They are shown until you confirm them.",
  /** What copying risks. */
  "words.copyHint": "Other programs on this device may read the clipboard. Paper is safer.",
  /** Button: the person wrote them down and goes on to confirm. */
  "words.written": "I have written them down",
  /** Button: put it off. */
  "words.later": "Later",
  /** Heading of the confirmation. */
  "words.confirmTitle": "Check two of your words",
  /** Below it. */
  "words.confirmLead": "Look at your paper and type the two words asked for. Then Bridle forgets the words.",
  /** Label of a field: which word is asked for. */
  "words.nth": "Word {number}",
  /** One of the two words is wrong. */
  "words.wrong": "That isn't the word in this place. Look at your paper again.",
  /** Button: go back to the words. */
  "words.showAgain": "Show the words again",
  /** Button: check the two words. */
  "words.check": "Check",
  /** The words were confirmed on this device before and are gone. */
  "words.gone": "You confirmed your recovery words. This device no longer has them.",
  /** A lasting line in the list until they are confirmed. */
  "words.reminder": "Your recovery words aren't confirmed. Without them a lost device is a lost account.",
  /** Button in that line. */
  "words.reminderAction": "Write them down",

  /** Heading when there are no conversations. */
  "begin.title": "Start a conversation",
  /** Below it. */
  "begin.lead": "Nobody can write to you yet. Choose how to begin.",
  /** First way, and the title of its page. */
  "begin.invite": "Show my invite",
  /** What it does. */
  "begin.inviteHint": "For someone beside you, or someone you can reach another safe way.",
  /** Second way. */
  "begin.use": "Use an invite",
  /** What it does. */
  "begin.useHint": "You got a link from someone.",
  /** Third way. */
  "begin.find": "Find by handle",
  /** What it does. */
  "begin.findHint": "You know someone's handle. They get a short introduction and decide.",
  /** A quiet link below the ways: opens the device check in a new tab. */
  "begin.check": "Check a phone for traces of spyware",

  /** Explains the invite's link and QR code. */
  "invite.lead":
    "Whoever opens this first can talk with you. It works once, for 30 days. Give it to one person only.",
  /** For screen readers: the picture of the invite. */
  "invite.qr": "QR code of your invite link",
  /** Button: a fresh invite. */
  "invite.another": "Make another",
  /** While the link is made. */
  "invite.making": "Making your invite",
  /** Somebody opened the invite while it was shown. */
  "invite.used": "{name} used your invite. The two of you can talk.",
  /** Button: open the conversation with them. */
  "invite.write": "Write to {name}",
  /** Field for a link from someone. */
  "invite.link": "Invite link",
  /** Help below it. */
  "invite.linkHint": "It begins with https:// and has /i# in it. Paste all of it.",
  /** Button. */
  "invite.connect": "Connect",
  /** When the pasted link only allows an introduction. */
  "invite.publicLink":
    "This link lets you send an introduction. Write a few words, so that they know who you are.",

  /** Field: whom to reach. */
  "find.handle": "Their handle",
  /** Help below it. */
  "find.handleHint":
    "Spell it exactly. Nobody can search for people here, and you aren't told whether a handle exists.",
  /** Field: the words of an introduction. */
  "find.text": "Your introduction",
  /** Help below it. */
  "find.textHint": "Plain text. They see your name and handle with it.",
  /** How much room is left in the introduction. */
  "find.left": {
    one: "{count} character left",
    other: "{count} characters left",
  },
  /** Button. */
  "find.send": "Send introduction",
  /** Heading after sending. */
  "find.sentTitle": "Your introduction is on its way",
  /** What happens now. */
  "find.sent": "If they accept, the conversation appears in your list. You aren't told if they don't.",
} as const;
