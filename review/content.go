package review

import (
	"github.com/aspro-cities/aspro/indicators"
)

// Format names the shape of Content, with its version.
const Format = "aspro-review/1"

// Content is the whole document: the values used, never the queries that found them. Times are RFC 3339; null is not
// known or not defined, and the row says why.
type Content struct {
	Format        string         `json:"format" binding:"required" example:"aspro-review/1"`
	Review        string         `json:"review" binding:"required" example:"kitaq-composting-aims-2012-v1"`
	Version       int            `json:"version" binding:"required" example:"1"`
	State         string         `json:"state" binding:"required" enums:"draft,frozen"`
	Programme     Programme      `json:"programme" binding:"required"`
	Milestone     Milestone      `json:"milestone" binding:"required"`
	TargetsFrom   *Programme     `json:"targets_from" extensions:"x-nullable"` // whose targets are shown, where the programme has none of its own
	PreparedBy    string         `json:"prepared_by" binding:"required"`
	ApprovedBy    *string        `json:"approved_by" extensions:"x-nullable"` // null: a draft
	Preface       string         `json:"preface"`
	DataAsOf      string         `json:"data_as_of" binding:"required" format:"date-time"` // UTC: when the figures were read
	FrozenAt      *string        `json:"frozen_at" format:"date-time" extensions:"x-nullable"`
	FrozenAtLocal []LocalTime    `json:"frozen_at_local" binding:"required"` // the same instant on the clocks of the cities
	Software      string         `json:"software" binding:"required"`
	Catalogue     string         `json:"catalogue" binding:"required"` // version of the catalogue
	Methods       []string       `json:"methods" binding:"required" example:"linear-path/1"`
	Licence       string         `json:"licence" binding:"required"` // "unknown" where none was given
	Citation      string         `json:"citation" binding:"required"`
	Previous      *Reference     `json:"previous" extensions:"x-nullable"`
	Override      *Override      `json:"override" extensions:"x-nullable"` // why it was frozen in spite of what stood against it
	Summary       Statement      `json:"summary" binding:"required"`
	Counts        map[string]int `json:"counts" binding:"required"` // rows by status
	Rows          []Row          `json:"rows" binding:"required"`
	Others        []OtherFigure  `json:"others" binding:"required"` // on record since the programme's start, without a target
	Footnotes     []Footnote     `json:"footnotes" binding:"required"`
	Uploads       []CitedUpload  `json:"uploads" binding:"required"`
} // @name ReviewContent

// Programme is a partnership by name.
type Programme struct {
	ID     string `json:"id" binding:"required"`
	Name   string `json:"name" binding:"required"`
	Note   string `json:"note"`
	Source string `json:"source" binding:"required"`
} // @name ReviewProgramme

// Milestone is the point at which the programme is looked at; its end counts.
type Milestone struct {
	ID   string `json:"id" binding:"required"`
	Name string `json:"name" binding:"required"`
	At   string `json:"at" binding:"required" example:"2012"`
} // @name ReviewMilestone

// LocalTime is an instant on the clock of a city.
type LocalTime struct {
	City string `json:"city" binding:"required"`
	At   string `json:"at" binding:"required" format:"date-time"`
} // @name ReviewLocalTime

// Reference leads to another review; the hash says which one, beyond doubt.
type Reference struct {
	Review string `json:"review" binding:"required"`
	SHA256 string `json:"sha256" binding:"required"`
} // @name ReviewReference

// Override is the written reason for which a review was frozen with objections.
type Override struct {
	Reason     string      `json:"reason" binding:"required"`
	By         string      `json:"by" binding:"required"`
	Objections []Statement `json:"objections" binding:"required"`
	Footnote   int         `json:"footnote" binding:"required"`
} // @name ReviewOverride

// Footnote is a remark that rows refer to by its number.
type Footnote struct {
	Number int `json:"number" binding:"required"`
	Statement
} // @name ReviewFootnote

// CitedUpload is a file that figures of the review were read from.
type CitedUpload struct {
	ID         string `json:"id" binding:"required" example:"u1"`
	FileName   string `json:"file_name"`
	SHA256     string `json:"sha256" binding:"required"`
	ReceivedAt string `json:"received_at" binding:"required" format:"date-time"`
} // @name ReviewCitedUpload

// Row is one target and how far it is reached.
type Row struct {
	City            string                 `json:"city" binding:"required" example:"cebu"`
	CityName        string                 `json:"city_name" binding:"required"`
	Site            string                 `json:"site" binding:"required" example:"cebu-city"`
	SiteName        string                 `json:"site_name" binding:"required"`
	Indicator       string                 `json:"indicator" binding:"required" example:"solid-waste-generated"`
	IndicatorName   string                 `json:"indicator_name" binding:"required"`
	Unit            string                 `json:"unit" binding:"required" example:"t/day"`
	Decimals        int                    `json:"decimals"` // for display
	Direction       string                 `json:"direction" binding:"required" enums:"decrease,increase,band"`
	At              string                 `json:"at" binding:"required" format:"date-time"` // the instant of the judgement, in the city's offset
	Baseline        Baseline               `json:"baseline" binding:"required"`
	Target          Target                 `json:"target" binding:"required"`
	Latest          *Figure                `json:"latest" extensions:"x-nullable"` // the last figure that ends by the milestone
	Delta           indicators.Delta       `json:"delta" binding:"required"`
	ProgressPercent *float64               `json:"progress_percent" extensions:"x-nullable"` // unrounded
	ExpectedPercent *float64               `json:"expected_percent" extensions:"x-nullable"`
	RequiredPerYear *float64               `json:"required_per_year" extensions:"x-nullable"`
	ObservedPerYear *float64               `json:"observed_per_year" extensions:"x-nullable"`
	Projected       *indicators.Projection `json:"projected" extensions:"x-nullable"`
	Method          string                 `json:"method" binding:"required" example:"linear-path/1"`
	Status          string                 `json:"status" binding:"required"`
	Reasons         []string               `json:"reasons" binding:"required"`
	Warnings        []string               `json:"warnings" binding:"required"`
	Doubt           *Doubt                 `json:"doubt" extensions:"x-nullable"`    // of progress, when baseline and latest are computed means
	OtherMethods    []MethodStatus         `json:"other_methods" binding:"required"` // the same figures judged by other methods
	Missing         []Statement            `json:"missing" binding:"required"`       // the evidence that is missing
	Sentence        Statement              `json:"sentence" binding:"required"`
	Trend           Trend                  `json:"trend" binding:"required"`
	Record          Record                 `json:"record" binding:"required"`
	Breaks          []indicators.Break     `json:"breaks" binding:"required"`
	Uploads         []string               `json:"uploads" binding:"required"` // that its figures were read from
	Footnotes       []int                  `json:"footnotes" binding:"required"`
} // @name ReviewRow

// Baseline is what progress is measured from.
type Baseline struct {
	State     string   `json:"state" binding:"required" enums:"stated,unknown"`
	Period    *string  `json:"period" extensions:"x-nullable"`
	Value     *float64 `json:"value" extensions:"x-nullable"`
	Qualifier string   `json:"qualifier" enums:",<,>"`
	Origin    *string  `json:"origin" extensions:"x-nullable"`
	Source    *string  `json:"source" extensions:"x-nullable"`
	Reason    *string  `json:"reason" extensions:"x-nullable"` // why there is none
	Figure    *Figure  `json:"figure" extensions:"x-nullable"` // on record, when the value is its
} // @name ReviewBaseline

// Target is what is to be reached, and who set it.
type Target struct {
	ID            string   `json:"id" binding:"required"`
	Kind          string   `json:"kind" binding:"required"`
	ChangePercent *float64 `json:"change_percent" extensions:"x-nullable"`
	Value         *float64 `json:"value" extensions:"x-nullable"`
	Low           *float64 `json:"low" extensions:"x-nullable"`
	High          *float64 `json:"high" extensions:"x-nullable"`
	Period        string   `json:"period" binding:"required"`
	Declared      string   `json:"declared"` // when it was set; "" not stated
	National      bool     `json:"national"`
	Source        string   `json:"source" binding:"required"`
	Note          string   `json:"note"`
	Reason        *string  `json:"reason" extensions:"x-nullable"`
} // @name ReviewTarget

// Figure is a number with all that is known of where it comes from.
type Figure struct {
	Period       string                `json:"period" binding:"required"`
	Start        string                `json:"start" binding:"required" format:"date-time"`
	End          string                `json:"end" binding:"required" format:"date-time"`
	Value        float64               `json:"value" binding:"required"` // unrounded
	Qualifier    string                `json:"qualifier" enums:",<,>"`
	Statistic    string                `json:"statistic" binding:"required"`
	Status       string                `json:"status" binding:"required"`
	Quality      int                   `json:"quality" binding:"required"`
	Computed     bool                  `json:"computed"` // by this program, from a finer series
	Coverage     *indicators.Coverage  `json:"coverage" extensions:"x-nullable"`
	CoverageNote string                `json:"coverage_note"`
	Series       string                `json:"series" binding:"required"`
	Upload       *string               `json:"upload" extensions:"x-nullable"`
	Line         *int                  `json:"line" extensions:"x-nullable"`
	Source       string                `json:"source"`
	Note         string                `json:"note"`
	Text         string                `json:"text"` // the cell as it was written
	Provenance   indicators.Provenance `json:"provenance" binding:"required"`
} // @name ReviewFigure

// OtherFigure is a figure on record of an indicator for which the programme has no target.
type OtherFigure struct {
	City          string `json:"city" binding:"required"`
	CityName      string `json:"city_name" binding:"required"`
	Site          string `json:"site" binding:"required"`
	SiteName      string `json:"site_name" binding:"required"`
	Indicator     string `json:"indicator" binding:"required"`
	IndicatorName string `json:"indicator_name" binding:"required"`
	Unit          string `json:"unit" binding:"required"`
	Figure        Figure `json:"figure" binding:"required"`
} // @name ReviewOtherFigure

// Trend is what the yearly figures until the milestone say about change over time.
type Trend struct {
	Method     string    `json:"method"`
	Verdict    string    `json:"verdict" binding:"required"`
	N          int       `json:"n"`
	First      *string   `json:"first" extensions:"x-nullable" format:"date-time"`
	Last       *string   `json:"last" extensions:"x-nullable" format:"date-time"`
	Slope      *float64  `json:"slope_per_year" extensions:"x-nullable"` // Theil–Sen, in the unit per year
	Low        *float64  `json:"low" extensions:"x-nullable"`            // of its interval
	High       *float64  `json:"high" extensions:"x-nullable"`
	Confidence *float64  `json:"confidence" extensions:"x-nullable"` // that the interval has
	P          *float64  `json:"p" extensions:"x-nullable"`
	PAdjusted  *float64  `json:"p_adjusted" extensions:"x-nullable"` // over all rows of the review (Benjamini–Hochberg)
	Reasons    []string  `json:"reasons" binding:"required"`
	Warnings   []string  `json:"warnings" binding:"required"`
	Sentence   Statement `json:"sentence" binding:"required"`
} // @name ReviewTrend

// Record is the figures of the indicator at the site that end by the milestone, good enough to be compared.
type Record struct {
	Figures    int      `json:"figures"`
	Computed   int      `json:"computed"`
	Derived    int      `json:"derived"`   // estimated or modelled
	Projected  int      `json:"projected"` // left out of everything
	First      *string  `json:"first" extensions:"x-nullable"`
	Last       *string  `json:"last" extensions:"x-nullable"`
	LongestGap *Gap     `json:"longest_gap" extensions:"x-nullable"` // between two figures; null with fewer than two, or none
	Latest     *Sampled `json:"latest" extensions:"x-nullable"`      // what a computed latest figure stands on
} // @name ReviewRecord

// Gap is a stretch of time without a figure.
type Gap struct {
	From string  `json:"from" binding:"required" format:"date-time"`
	To   string  `json:"to" binding:"required" format:"date-time"`
	Days float64 `json:"days" binding:"required"`
} // @name ReviewGap

// Sampled is the observations within the period of a computed figure.
type Sampled struct {
	Observations   int      `json:"observations"`
	FlaggedPercent *float64 `json:"flagged_percent" extensions:"x-nullable"` // suspect or failed, of all there are
	DerivedPercent *float64 `json:"derived_percent" extensions:"x-nullable"` // estimated or modelled
	LongestGap     *Gap     `json:"longest_gap" extensions:"x-nullable"`
} // @name ReviewSampled

// Doubt is Fieller's interval of the progress percent.
type Doubt struct {
	Confidence float64  `json:"confidence"`
	Low        *float64 `json:"low_percent" extensions:"x-nullable"`
	High       *float64 `json:"high_percent" extensions:"x-nullable"`
	Reason     string   `json:"reason"` // why there is no interval
} // @name ReviewDoubt

// MethodStatus is what another method says of the same figures.
type MethodStatus struct {
	Method  string   `json:"method" binding:"required" example:"eurostat-cagr/1"`
	Status  string   `json:"status" binding:"required"`
	Measure string   `json:"measure"`
	Value   *float64 `json:"value" extensions:"x-nullable"`
	Unit    string   `json:"unit"`
} // @name ReviewMethodStatus
