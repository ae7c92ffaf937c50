package sqlite

import "github.com/aspro-cities/aspro/indicators"

// One file is all of them.
var (
	_ indicators.Store   = (*DB)(nil)
	_ indicators.Ledger  = (*DB)(nil)
	_ indicators.Intake  = (*DB)(nil)
	_ indicators.Postbox = (*DB)(nil)
)
