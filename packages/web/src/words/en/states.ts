// States, refusals and shortcuts. Each text has a note for translators above it.

export const states = {
  /** One line above the composer. */
  "state.offline": "You're offline. What you write is kept and sent when you're back.",
  /** The same, while connecting. */
  "state.connecting": "Connecting. What you write is kept and sent then.",
  /** The same, in the list. */
  "state.offlineShort": "You're offline",
  /** The same, in the list. */
  "state.connectingShort": "Connecting",
  /** After half an hour without the server although the device is online. */
  "state.longUnreachable":
    "The server can't be reached since {time}. Your messages are safe here and go out when it answers. If it lasts, ask whoever runs it.",

  /** A calm line above everything; somebody else may be looking at the screen. */
  "alert.notice": "Bridle has something to tell you about your safety.",
  /** Button: opens the page for safety notices. */
  "alert.read": "Read",
  /** Button: the line goes away until the app is opened again. */
  "alert.later": "Later",

  /** The device's storage is full. */
  "alert.storageFull":
    "This device's storage is full. What you have is safe, but nothing new can be kept. Free some space, then try again.",
  /** The device's disk or its encrypted store failed. */
  "alert.storeFailed":
    "What Bridle keeps on this device can't be written at the moment. Nothing that was kept is lost. Reload this page; if it stays like this, restart the browser.",
  /** There are more contacts than fit into what the recovery words bring back. */
  "alert.backupTooLarge":
    "You have more contacts than your recovery words can bring back. All of them stay on this device, and nothing is lost as long as you have it.",
  /** The device's clock is wrong. */
  "alert.clockWrong":
    "This device's clock is wrong, so messages can't be checked. Set the right time; nothing is lost.",
  /** A newer version of the app has used the store. */
  "alert.newerVersion":
    "A newer version of Bridle is open in another window. Reload this page to use it; nothing is lost.",
  /** Button. */
  "alert.reload": "Reload",
  /** The server shows another identity than before. */
  "alert.serverChanged":
    "The server isn't the one you used before. Bridle stopped talking to it, and sent nothing. Ask whoever runs it before you go on.",
  /** This device was removed from the account. */
  "alert.deviceRemoved":
    "This device was removed from your account. It receives nothing any more. What is on it stays readable. If it wasn't you, get your account back with your recovery words.",
  /** A conversation could not be joined again. */
  "alert.rejoinFailed":
    "A conversation couldn't be joined again. Bridle keeps trying; nothing that is here is lost.",
  /** Something could not be opened. */
  "alert.unable": "A message couldn't be opened. Ask for it again; everything else is unaffected.",
  /** Button: take the line away. */
  "alert.dismiss": "Dismiss",
  /** Lasting line: the public log of keys was found lying. */
  "alert.differentKeys":
    "The server shows different keys to different people. What you write is held back until you decide. Your messages so far stay as they are; open a conversation to see what to do.",
  /** Lasting line: the server describes another log of keys, or other witnesses, than before. */
  "alert.directoryChanged":
    "The server describes its public log of keys differently than before. Nothing of the new one is used yet; look under Settings, About.",

  /** Heading when the app can't open its store. */
  "fatal.title": "Bridle can't open here",
  /** Generic reason. */
  "fatal.lead":
    "Your messages are still on this device. Reload the page. If it stays like this, close other windows of Bridle and try again.",
  /** A newer version of the app has used the store. */
  "fatal.newerStore":
    "A newer version of Bridle was used on this device. Reload the page to get it. Nothing is lost.",
  /** The files of the store are damaged. */
  "fatal.damagedStore":
    "What Bridle keeps on this device is damaged and can't be opened. Your account is safe: get it back with your recovery words in another browser, and keep this one as it is if the messages matter to you.",
  /** The disk is full, so the store can't be opened. */
  "fatal.storageFull":
    "This device's storage is full, so Bridle can't open. Free some space and reload the page. Nothing is lost.",
  /** The browser lacks what is needed. */
  "fatal.browser":
    "This browser can't store encrypted messages. A private window is often the reason. Use a current Firefox, Chrome, Edge or Safari in a normal window.",
  /** The page came by http from another machine, where browsers give no cryptography. */
  "fatal.insecure":
    "This page came over a connection that isn't protected, so the browser lets Bridle encrypt nothing. Open it with https:// in front, or ask whoever runs the server to set that up.",
  /** Heading when another tab holds the store and doesn't answer. */
  "silent.title": "Bridle is open in another window",
  /** Below it, or as a line over what was there. */
  "silent.lead":
    "Another window of Bridle doesn't answer; the system may have put it to sleep. Look at it or close it, and this one goes on by itself. Nothing is lost.",
  /** A part of the screen failed. */
  "fatal.part": "This part of Bridle stopped. Your messages are safe. Reload the page.",
  /** Heading after deleting one's account. */
  "fatal.deletedTitle": "Your account is deleted",
  /** Below it. */
  "fatal.deleted": "Nothing of it is left on this device or on the server.",

  /** Heading of the list of shortcuts. */
  "keys.title": "Keyboard shortcuts",
  /** Group. */
  "keys.everywhere": "Everywhere",
  /** Group. */
  "keys.inConversation": "In a conversation",
  /** Group. */
  "keys.onMessage": "On a message",
  /** What the keys do. */
  "keys.help": "Show this list",
  /** What the keys do. */
  "keys.search": "Search",
  /** What the keys do. */
  "keys.next": "Next conversation",
  /** What the keys do. */
  "keys.previous": "Previous conversation",
  /** What the keys do. */
  "keys.new": "New conversation",
  /** What the keys do. */
  "keys.back": "Leave a reply, close a panel, go back",
  /** What the keys do. */
  "keys.toMessages": "From the text to the messages and back",
  /** What the keys do. */
  "keys.editLast": "Change your last message, when the text is empty",
  /** What the keys do. */
  "keys.move": "Previous or next message",
  /** What the keys do. */
  "keys.reply": "Reply",
  /** What the keys do. */
  "keys.edit": "Change your message",
  /** What the keys do. */
  "keys.copy": "Copy the text",
  /** What the keys do. */
  "keys.delete": "Delete your message",
  /** What the keys do. */
  "keys.menu": "All actions",

  /** Refusal: what happened, what is safe, what to do. */
  "refused.notRegistered": "There is no account on this device yet.",
  /** The same. */
  "refused.alreadyRegistered": "This device has an account already.",
  /** The same. */
  "refused.handleInvalid":
    "A handle has 3 to 32 lower-case letters a–z, digits, - or _, and begins with a letter or digit.",
  /** The same. */
  "refused.handleReserved":
    "This handle is kept free, so that nobody can pose as the operator. Choose another one.",
  /** The same. */
  "refused.handleTaken": "This handle is taken. Choose another one.",
  /** The same. */
  "refused.codeRequired": "This server takes new accounts only with a code. Ask whoever runs it.",
  /** The same. */
  "refused.codeInvalid": "This code doesn't work. It may be used up or expired; ask for a new one.",
  /** The same. */
  "refused.wordsInvalid": "These aren't recovery words. Look for a misspelt or missing word.",
  /** The same. */
  "refused.wordsMismatch": "These words belong to another account.",
  /** The same. */
  "refused.unknownAccount": "This server has no account for these words.",
  /** The same. */
  "refused.notAnInvite": "This isn't an invite link. Copy all of it, from https:// to its end.",
  /** The same. */
  "refused.wrongServer": "This link belongs to another server. Open it in the browser to use it there.",
  /** The same. */
  "refused.inviteNotUsable": "This invite was used already, or it expired. Ask for a new one.",
  /** The same. */
  "refused.ownInvite": "This is your own invite. Give it to the person you want to talk with.",
  /** The same. */
  "refused.unknownIntroduction": "This introduction isn't there any more.",
  /** The same. */
  "refused.unknownContact": "This contact isn't there any more.",
  /** The same. */
  "refused.unknownConversation": "This conversation isn't there any more.",
  /** The same. */
  "refused.unknownMessage": "This message isn't on this device any more.",
  /** The same. */
  "refused.notYourMessage": "Only the one who wrote a message can change it.",
  /** The same. */
  "refused.blocked": "You blocked them. Unblock them first.",
  /** The same. */
  "refused.noGrant": "They can't be reached. Ask them for an invite.",
  /** The same. */
  "refused.noKeyPackages": "They can't be reached until one of their devices was online. Try again later.",
  /** The same. */
  "refused.differentKeys":
    "The server shows different keys to different people. Nothing was done; meet or call the person, and compare.",
  /** The same. */
  "refused.safetyNumberChanged": "The safety number changed. Nothing was sent; decide first.",
  /** The same. */
  "refused.textTooLong": "This text is too long. Send it in parts.",
  /** The same. */
  "refused.rateLimited": "That was too often in a short time. Wait a little and try again.",
  /** The same. */
  "refused.serverUnreachable":
    "The server can't be reached. Check your connection and try again; nothing is lost.",
  /** The same. */
  "refused.serverChanged": "The server isn't the one you used before. Nothing was sent. Ask whoever runs it.",
  /** The same. */
  "refused.storageFull": "This device's storage is full. Free some space and try again; nothing is lost.",
  /** The same. */
  "refused.deviceRemoved": "This device was removed from your account.",
  /** The same. */
  "refused.conversationEnded": "This conversation has ended.",
  /** The same. */
  "refused.byServer": "The server refused this. Nothing is lost; try again later, or ask whoever runs it.",
  /** The same. */
  "refused.notConnected": "You're offline. Try again when you're connected.",
  /** The tab that was carrying it out went away; it may or may not have happened. */
  "refused.interrupted": "This was interrupted, and may have happened or not. Look before you try again.",
  /** The same. */
  "refused.wordsConfirmed": "You confirmed your recovery words. This device no longer has them.",
  /** The same: something that should not happen. */
  "refused.unexpected": "That didn't work. Nothing is lost; reload the page and try again.",
} as const;
