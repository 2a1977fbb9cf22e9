// The list, conversations and messages. Each text has a note for translators above it.

export const chat = {
  /** Heading and landmark of the list of conversations. */
  "list.title": "Conversations",
  /** Button: begin a conversation. */
  "list.new": "New conversation",
  /** Button. */
  "list.settings": "Settings",
  /** Search field's name and placeholder. */
  "list.search": "Search",
  /** Button: empty the search field. */
  "list.clearSearch": "Clear search",
  /** Heading over conversations whose name matches. */
  "list.people": "People",
  /** Heading over messages that match. */
  "list.messages": "Messages",
  /** Nothing matches the search. */
  "list.nothingFound": "Nothing found. The search looks in what is on this device.",
  /** Row that opens the introductions. */
  "list.introductions": "Introductions",
  /** Its second line. */
  "list.introductionsCount": {
    one: "{count} person wants to reach you",
    other: "{count} people want to reach you",
  },
  /** Second line of a conversation that has no message yet. */
  "list.noMessages": "No messages yet",
  /** Before the second line: what stands there is a draft. */
  "list.draft": "Draft",
  /** Second line: the last message was deleted. */
  "list.deleted": "Message deleted",
  /** Second line while someone is typing. */
  "list.typing": "typing…",
  /** For screen readers, on a row. */
  "list.unread": {
    one: "{count} unread message",
    other: "{count} unread messages",
  },
  /** For screen readers, on the row of a blocked contact. */
  "list.blocked": "Blocked",

  /** The empty right side on wide screens. */
  "chat.none": "Choose a conversation",
  /** Landmark of the messages; `name` is the contact. */
  "chat.messagesWith": "Messages with {name}",
  /** Button in the header that opens the contact's page. */
  "chat.details": "About {name}",
  /** Header, second line, until the safety number was compared: came by my invite. */
  "standing.myInvite": "Not verified, came by your invite",
  /** The same: came by their invite. */
  "standing.theirInvite": "Not verified, you used their invite",
  /** The same: they introduced themselves. */
  "standing.theirIntroduction": "Not verified, introduced themselves to you",
  /** The same: I introduced myself. */
  "standing.myIntroduction": "Not verified, accepted your introduction",
  /** The same: the contact came back with a restored account. */
  "standing.restored": "Not verified since you got your account back",
  /** Header, second line, after comparing; `date` is a date. */
  "standing.verified": "Verified {date}",
  /** Header, second line, when verified without a known date. */
  "standing.verifiedSometime": "Verified",
  /** Header, second line, when the safety number changed. */
  "standing.changed": "Safety number changed",
  /** The same: the server was found to show different keys to different people. */
  "standing.differentKeys": "The server shows different keys",
  /** Beside it, what the public log of keys says of this person, in three or four words. */
  "keys.shortVerified": "In the public log",
  /** The same: in the log, but nobody independent has confirmed the log. */
  "keys.shortUnaudited": "In the log, unaudited",
  /** The same: nothing can be said yet. */
  "keys.shortUnchecked": "Keys not checked yet",
  /** Header, second line. */
  "standing.blocked": "Blocked",
  /** Header, second line, while they type. */
  "chat.typing": "typing…",

  /** First line of every conversation. */
  "notice.started": "Only you and {name} can read what is written here.",
  /** Messages expired on the server before this device fetched them. */
  "notice.gap": "Some messages were not delivered in time and are gone. Ask {name} what you missed.",
  /** This device came back into the conversation. */
  "notice.rejoined":
    "This device is back in the conversation. What was written while it was away can't be read here.",
  /** A message needs a newer version of the app. */
  "notice.newer":
    "This message couldn't be opened because it came from a newer version. Update to read it; nothing is lost.",
  /** A message failed the check of where it came from, and was left out. */
  "notice.unverifiable":
    "A message was left out because it couldn't be checked. Ask {name} to send it again.",
  /** The contact added or removed a device. */
  "notice.devices": "{name}'s devices changed. If that surprises you, ask them another way.",
  /** The contact's device came back into the conversation. */
  "notice.theirRejoin": "{name} came back with a device that had been away.",

  /** Line between days. */
  "day.today": "Today",
  /** Line between days. */
  "day.yesterday": "Yesterday",
  /** Line above the first unread message. */
  "chat.unreadLine": {
    one: "{count} unread message",
    other: "{count} unread messages",
  },
  /** Button: go to the newest message. */
  "chat.toNewest": "Go to the newest message",
  /** The same, when new ones came below. */
  "chat.toNewestUnread": {
    one: "Go to the newest message, {count} new",
    other: "Go to the newest message, {count} new",
  },

  /** State of one's own message. */
  "status.waiting": "Waiting to be sent",
  /** State: accepted by the server. */
  "status.sent": "On the server",
  /** State: arrived on a device. */
  "status.delivered": "Delivered",
  /** State. */
  "status.read": "Read",
  /** State. */
  "status.failed": "Not sent",
  /** Why a message was not sent; shown under it. */
  "failure.blocked": "Not sent. They can't be reached any more.",
  /** The same. */
  "failure.safetyNumber": "Not sent. The safety number changed; decide first.",
  /** The same. */
  "failure.tooLong": "Not sent. It is too long; send it in parts.",
  /** The same. */
  "failure.ended": "Not sent. This conversation has ended.",
  /** The same, any other reason. */
  "failure.other": "Not sent.",

  /** For screen readers: who wrote it. */
  "message.you": "You",
  /** Mark on a message that was changed. */
  "message.edited": "edited",
  /** In place of a deleted message of mine. */
  "message.deletedMine": "You deleted this message",
  /** In place of a deleted message of theirs. */
  "message.deletedTheirs": "This message was deleted",
  /** In place of the quoted message when this device doesn't have it. */
  "message.quoteGone": "Message not on this device",
  /** Button: show all of a long message. */
  "message.showAll": "Show all",
  /** Button that opens the actions of a message. */
  "message.actions": "Actions",
  /** Action. */
  "message.reply": "Reply",
  /** Action. */
  "message.copy": "Copy text",
  /** Action. */
  "message.edit": "Edit",
  /** Action. */
  "message.delete": "Delete",
  /** Action: choose an emoji. */
  "message.react": "React with {emoji}",
  /** Button on a reaction of mine. */
  "message.unreact": "Take back {emoji}",
  /** Label of the row of emoji. */
  "message.reactions": "Reactions",
  /** For screen readers: reactions of a message. */
  "message.reactedBy": "{emoji} from {names}",
  /** Read aloud when a message arrives. */
  "message.arrived": "{name}: {text}",
  /** Heading of the question before deleting. */
  "delete.title": "Delete this message?",
  /** What it does, and doesn't. */
  "delete.lead": "It disappears for you and for {name}. They may have read or copied it before.",
  /** Button. */
  "delete.confirm": "Delete message",

  /** The text field's name. */
  "composer.label": "Message to {name}",
  /** The text field's placeholder. */
  "composer.placeholder": "Message",
  /** Button. */
  "composer.send": "Send",
  /** Button: keep the changed message. */
  "composer.saveEdit": "Save change",
  /** Above the composer: the message answered to is mine. */
  "composer.replyingToYou": "Reply to yourself",
  /** Above the composer: whom the answer is for. */
  "composer.replyingTo": "Reply to {name}",
  /** Above the composer while changing a message. */
  "composer.editing": "Changing your message",
  /** Button: leave the reply. */
  "composer.leaveReply": "Leave the reply",
  /** Button: leave the change. */
  "composer.leaveEdit": "Leave the change",
  /** Too long to send. */
  "composer.tooLong": {
    one: "{count} character too long",
    other: "{count} characters too long",
  },
  /** In place of the composer. */
  "composer.blocked": "You blocked {name}. Neither of you can write here.",
  /** Button beside it. */
  "composer.unblock": "Unblock",
  /** In place of the composer. */
  "composer.ended": "This conversation has ended. You can still read it.",
  /** Above the composer while this device gets back into the conversation. */
  "composer.rejoining":
    "This device is on its way back into the conversation. What you write is kept and sent then.",

  /** Heading of the question before opening a link. */
  "link.title": "Open {host}?",
  /** What it does. */
  "link.lead":
    "The page opens in your browser. It learns your network address and that you opened it. Be careful with links you didn't expect, from people you know too.",
  /** Label of the full address. */
  "link.address": "Full address",
  /** Button. */
  "link.open": "Open page",
  /** Button. */
  "link.copy": "Copy address",
  /** For screen readers, after the address of a link in a message. */
  "link.ask": "link, asks before opening",
} as const;
