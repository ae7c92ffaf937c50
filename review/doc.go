// Package review makes the document of a review: what is known of a programme at a milestone, indicator by indicator, with
// the evidence and with what is missing. Frozen, the document is a run of bytes in a canonical form with its hash, and
// is shown from those bytes alone.
package review
