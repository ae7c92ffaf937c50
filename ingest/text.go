package ingest

import "strconv"

// decimalText is the shortest decimal that reads back as the same float64, without an exponent.
func decimalText(value float64) string { return strconv.FormatFloat(value, 'f', -1, 64) }
