// The timeline. Each text has a note for translators above it.

export const timeline = {
  /** Heading. */
  "timeline.title": "Timeline",
  /** There are no dated records. */
  "timeline.empty": "These records hold no dates.",
  /** Below the heading. */
  "timeline.lead": "Every dated record, oldest first. Mark a part of the chart to zoom in.",
  /** Field: search words. */
  "timeline.search": "Search the timeline",
  /** Opens the choice of sources. */
  "timeline.sources": "Sources: {shown} of {all}",
  /** Button: all sources. */
  "timeline.allSources": "All",
  /** Button: no source. */
  "timeline.noSources": "None",
  /** How many events the filter lets through. */
  "timeline.count": { one: "{count} of {all} events", other: "{count} of {all} events" },
  /** The filter lets nothing through. */
  "timeline.none": "Nothing fits. Zoom out, or take words or sources back.",
  /** Button: earlier rows of a very long list. */
  "timeline.before": "Earlier rows",
  /** Button: later rows of a very long list. */
  "timeline.after": "Later rows",
  /** Which rows of a very long list are shown. */
  "timeline.part": "{from} to {to} of {all}",
  /** Behind a time: world time. Not translated. */
  "timeline.utc": "UTC",
  /** Behind a time: time of this computer. */
  "timeline.local": "here",

  /** For screen readers: the chart and the stretch of time that it shows. */
  "chart.label": "Number of events from {from} to {to}",
  /** For screen readers: the keys of the chart. */
  "chart.keys":
    "Plus and minus zoom, the arrow keys move, Home shows everything. The list below holds the same events.",
  /** For screen readers: the buttons below the chart. */
  "chart.controls": "Zoom and move",
  /** Button. */
  "chart.in": "Zoom in",
  /** Button. */
  "chart.out": "Zoom out",
  /** Button. */
  "chart.earlier": "Earlier",
  /** Button. */
  "chart.later": "Later",
  /** Button: show all of the time. */
  "chart.all": "Show everything",
  /** Legend: a line in the chart is the time of a finding. */
  "chart.finding": "finding",
} as const;
