package api

import (
	"context"
	"net/http"
	"time"

	"github.com/aspro-cities/aspro/indicators"
)

// Health is what a probe is told.
type Health struct {
	Status    string `json:"status" binding:"required" enums:"ok"`
	Version   string `json:"version" binding:"required"`
	Catalogue string `json:"catalogue" binding:"required"` // version of the catalogue's rows
}

// getLivez answers while the process runs.
//
// @Summary The process runs
// @ID      getLivez
// @Tags    service
// @Produce json
// @Success 200 {object} Health
// @x-root  true
// @x-no-tag  true
// @Router  /livez [get]
func getLivez(c *call) (int, any, error) { return statusOK(c.api.health(), nil) }

func (a *API) health() Health {
	return Health{Status: "ok", Version: a.Version, Catalogue: a.Catalogue.Version}
}

// getReadyz answers 200 when requests can be served.
//
// @Summary Requests can be served
// @ID      getReadyz
// @Tags    service
// @Produce json
// @Success 200 {object} Health
// @Failure 503 {object} Problem "stopping, or the store does not answer"
// @x-root  true
// @x-no-tag  true
// @Router  /readyz [get]
func getReadyz(c *call) (int, any, error) {
	if c.api.draining.Load() {
		return 0, nil, indicators.Errorf(indicators.Unavailable, "stopping").Coded("stopping")
	}
	ctx, cancel := context.WithTimeout(c.Request.Context(), 2*time.Second)
	defer cancel()
	if _, err := c.api.Ledger.Uploads(ctx, indicators.UploadFilter{Limit: 1}); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, c.api.health(), nil
}
