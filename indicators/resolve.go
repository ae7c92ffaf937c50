package indicators

// ResolveTarget turns a target of a programme into numbers: the baseline as the source states it, else the
// figure of the stated baseline period; a relative target as baseline × (100 + change) ÷ 100. What the source
// does not state stays unknown, with the reason. Figures are those of the target's city, site and indicator.
// The error is Invalid when a period of the row cannot be read.
func ResolveTarget(catalogue *Catalogue, target Target, figures []Figure) (ResolvedBaseline, ResolvedTarget, error) {
	calendar := catalogue.Calendar(target.City)
	indicator, _ := catalogue.Indicator(target.Indicator)
	resolved := ResolvedTarget{
		ID: target.ID, Kind: target.Kind, ChangePercent: target.ChangePercent, Value: target.Value,
		Direction: indicator.Direction, Origin: OriginProgramme, Source: target.Source, National: target.National,
	}
	baseline := ResolvedBaseline{State: "unknown", Reason: "baseline_year_not_stated"}
	err := resolved.by(calendar, target.Period)
	if err == nil && target.Baseline.State == "stated" {
		baseline, err = statedBaseline(calendar, target.Baseline, figures)
	}
	if err != nil {
		return ResolvedBaseline{}, ResolvedTarget{}, err
	}
	if target.Kind == "relative" {
		resolved.Value = nil
		if baseline.Value != nil && baseline.Censored == NotCensored && target.ChangePercent != nil {
			value := *baseline.Value * (100 + *target.ChangePercent) / 100
			resolved.Value = &value
		} else {
			resolved.Reason = cmpOr(baseline.Reason, "baseline_censored")
		}
	}
	if target.Kind == "band" {
		resolved.Direction, resolved.Value, resolved.Low, resolved.High = Band, nil, target.Low, target.High
	} else if indicator.Direction == Band && resolved.Value != nil {
		resolved.Reason = "target_is_no_band"
	}
	return baseline, resolved, nil
}

// statedBaseline is the baseline of a programme that states its period.
func statedBaseline(calendar Calendar, stated TargetBaseline, figures []Figure) (ResolvedBaseline, error) {
	start, r, err := calendar.ParsePeriod(stated.Period, Resolution{})
	if err != nil {
		return ResolvedBaseline{}, err
	}
	baseline := ResolvedBaseline{
		State: "stated", Period: calendar.PeriodOf(start, r), Text: stated.Period, Resolution: r,
		Value: stated.Value, Origin: OriginProgramme, Source: stated.Source,
	}
	if stated.Value == nil {
		baseline.take(figures, OriginStored)
	}
	return baseline, nil
}

// take fills in the figure of the baseline's period, if there is one.
func (b *ResolvedBaseline) take(figures []Figure, origin string) {
	figure, ok := FigureOf(figures, b.Period)
	if !ok {
		b.Reason = "baseline_figure_missing"
		return
	}
	b.Value, b.Censored, b.Figure, b.Origin = &figure.Value, figure.Censored, &figure, origin
}

// by sets the period by whose end the target is to be reached; "" for none.
func (t *ResolvedTarget) by(calendar Calendar, text string) error {
	if text == "" {
		return nil
	}
	start, r, err := calendar.ParsePeriod(text, Resolution{})
	if err != nil {
		return err
	}
	t.Period, t.Text, t.Resolution = calendar.PeriodOf(start, r), text, r
	return nil
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
