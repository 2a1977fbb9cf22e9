/** Something in the evidence can't be read. The message is made of this program's own words. */
export class Unreadable extends Error {}
