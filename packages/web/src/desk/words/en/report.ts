// The transparency report. What it says in public has its words in packages/desk. A note for translators above each.

export const report = {
  /** Button: nothing is done after all. */
  "action.cancel": "Cancel",
  /** Heading and name of a page. */
  "report.title": "Transparency report",
  /** Below it. */
  "report.lead":
    "Twice a year this service tells the public what it noticed, whom it told and what it refused. Counts are told as ranges, so that no small group of people shows.",
  /** Heading. */
  "report.published": "Published",
  /** Nothing there. */
  "report.none": "Nothing is published yet.",
  /** Who published it and when. */
  "report.by": "Published by {name}, {date}",
  /** The report's place in the public log. */
  "report.logged": "Number {index} in the public log",
  /** Where the log hasn't taken it yet. */
  "report.unlogged": "Not in the public log yet. The server gives it to the log by itself.",
  /** Link to the report as the public reads it; `period` such as "January to June 2026". */
  "report.open": "Report of {period}",
  /** Link to the report's file. */
  "report.data": "As data",
  /** Link to a file. */
  "report.signature": "Signature",
  /** Link to a file that shows where in the public log the report is. */
  "report.proof": "Proof from the log",
  /** Label before the hash of the report. */
  "report.hash": "SHA-256",
  /** Label before the key that signs the reports. */
  "report.key": "Key that signs them",
  /** Heading over a half-year that is over and not published; `period` such as "January to June 2026". */
  "report.due": "{period} is over",
  /** Below it. */
  "report.dueLead":
    "It is made from the ranges by the server; nobody can choose what stands in it. Once it is published it can't be changed or taken back.",
  /** Opens what the report of that half-year says. */
  "report.read": "Read it first",
  /** Button. */
  "report.publish": "Publish it",
  /** Where somebody's role doesn't publish. */
  "report.others": "A lead or counsel publishes it.",
  /** Question before publishing; `period` such as "January to June 2026". */
  "report.sure": "Publish the report of {period} for good?",
  /** Heading over the running half-year; `period` such as "July to December 2026". */
  "report.preview": "So far: {period}",
  /** Below it; `date` is a day. */
  "report.previewLead":
    "As the public would read it by now. It can be published when the half-year is over, on {date}.",
  /** Where the preview can't be made. */
  "report.noPreview": "The preview can't be made. Whoever runs the server finds the reason in its log.",
  /** Refusal. */
  "refusal.report_not_due": "This half-year isn't over, or its report is published already.",
  /** Refusal. */
  "refusal.report_not_made": "The report can't be made from what is kept here.",
} as const;
