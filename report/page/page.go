package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"time"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:generate go tool esbuild src/main.ts --bundle --minify --target=es2022 --legal-comments=none --log-level=warning --outfile=dist/page.js
//go:generate go tool esbuild style/main.css --bundle --minify --legal-comments=none --log-level=warning --outfile=dist/page.css

//go:embed index.html
var skeleton string

//go:embed dist/page.js
var script string

//go:embed dist/page.css
var style string

// Content is what the page shows. Sections without content say so or are left
// out. Colours are CSS custom properties, as package report names them.
type Content struct {
	Language lang.Language // that the page opens in
	Title    string
	Section  string // of the course; "" outside of it
	Call     string
	Answer   Text
	Started  time.Time // zero if unknown
	Exit     Text      // how the program ended if not well
	Panels   []Panel
	Claims   []Claim
	Output   string
	Listings []Listing // the source of what ran, then what it is compared with
	Notes    []Note
	Measured *timeline.Timeline
	Drawing  *timeline.Timeline // or nil
	Pairs    []Pair             // which measured lane each drawn one stands for
	Bars     []Bar              // what is drawn, lane by lane
	Boxes    []Box              // around lanes that share a memory
	Verdict  Text               // how much of the drawing was measured: "97 % as drawn"
	Shift    timeline.Duration  // from the drawing's times to measured ones
	Words    Words
	Light    string // the colours for light screens: "--bg:#fff;--ink:…"
	Dark     string // and for dark ones
}

// Panel is one of the ways in which a run did the same work, one after the other.
type Panel struct {
	Title   Text              `json:"title"`
	Advice  Text              `json:"advice"`
	From    timeline.Time     `json:"from"`
	To      timeline.Time     `json:"to"`
	Lanes   []timeline.LaneID `json:"lanes"`
	Figures []Note            `json:"figures"` // what was measured: "makespan" "2.00 s", …
}

// Claim is a sentence of the course and whether it held.
type Claim struct {
	Text     Text `json:"text"`
	Holds    bool `json:"holds"`
	Unjudged bool `json:"unjudged"`
	Measured Text `json:"measured"`
}

// Pair says that a drawn lane stands for a measured one, and how long that was
// seen to live: what was not recorded at the ends of its life is not compared.
type Pair struct {
	Drawn    timeline.LaneID   `json:"drawn"`
	Measured timeline.LaneID   `json:"measured"`
	Seen     timeline.Duration `json:"seen"`
}

// Bar is what is drawn of one lane in one state, for one reason where it waits,
// beside what was measured of it.
type Bar struct {
	Drawn    timeline.LaneID   `json:"drawn"`
	State    timeline.State    `json:"state"`
	Reason   timeline.Reason   `json:"reason"`
	Count    int               `json:"count"`
	Length   timeline.Duration `json:"length"`
	Measured timeline.Duration `json:"measured"`
	Found    bool              `json:"found"` // the lane was measured at all
}

// Box stands around the lanes that share a memory, in the drawing and in the
// measurement.
type Box struct {
	DrawnLabel    Text              `json:"drawnLabel"`
	Drawn         []timeline.LaneID `json:"drawn"`
	MeasuredLabel Text              `json:"measuredLabel"`
	Measured      []timeline.LaneID `json:"measured"`
}

// Note is a fact about the recording, under a label.
type Note struct {
	Label Text `json:"label"`
	Text  Text `json:"text"`
}

// Write writes the page of c.
func Write(w io.Writer, c Content) error {
	page, err := template.New("page").Parse(skeleton)
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	data, err := encode(c)
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	css := colours(c) + style
	err = page.Execute(w, struct {
		Language     lang.Language
		Title        string
		Answer       string
		ScriptNeeded string
		Policy       string
		Style        template.CSS
		Script       template.JS
		Data         template.JS
	}{
		Language: c.Language, Title: c.Title, Answer: c.Answer.In(c.Language),
		ScriptNeeded: lang.T("The charts of this page are drawn by its own script, which this browser does not run.").In(c.Language),
		Policy:       policy(css),
		Style:        template.CSS(css),
		Script:       template.JS(script),
		Data:         template.JS(data),
	})
	if err != nil {
		return fmt.Errorf("page: %w", err)
	}
	return nil
}

// colours declares the palettes: the light one unless the reader's system, or
// the page's own switch, asks for the dark one. Paper is always light.
func colours(c Content) string {
	return fmt.Sprintf(`:root{%[1]scolor-scheme:light}`+
		`@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light],.paper){%[2]scolor-scheme:dark}}`+
		`@media screen{:root[data-theme=dark]:not(.paper){%[2]scolor-scheme:dark}}`, c.Light, c.Dark)
}

// policy allows the page's own script and style and nothing else, so that even
// a name that slipped through as HTML could load and run nothing.
func policy(css string) string {
	return fmt.Sprintf("default-src 'none'; script-src '%s'; style-src '%s'; base-uri 'none'; form-action 'none'",
		fingerprint(script), fingerprint(css))
}

func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// document is the JSON that the page's script reads; src/report.ts has the same
// shape.
type document struct {
	Language  string            `json:"language"` // that the page opens in: its tag
	Languages []language        `json:"languages"`
	Title     string            `json:"title"`
	Section   string            `json:"section"`
	Call      string            `json:"call"`
	Answer    Text              `json:"answer"`
	Started   string            `json:"started"` // RFC 3339, or ""
	Exit      Text              `json:"exit"`
	Panels    []Panel           `json:"panels"`
	Claims    []Claim           `json:"claims"`
	Output    string            `json:"output"`
	Listings  []listing         `json:"listings"`
	Notes     []Note            `json:"notes"`
	Facts     facts             `json:"facts"`
	Sources   []source          `json:"sources"`
	Warnings  []warning         `json:"warnings"`
	Words     vocabulary        `json:"words"`
	Measured  *packed           `json:"measured"`
	Drawing   *packed           `json:"drawing"`
	Pairs     []Pair            `json:"pairs"`
	Bars      []Bar             `json:"bars"`
	Boxes     []Box             `json:"boxes"`
	Verdict   Text              `json:"verdict"`
	Shift     timeline.Duration `json:"shift"`
}

type source struct {
	Name        string `json:"name"`
	On          bool   `json:"on"`
	Why         Text   `json:"why"`
	Approximate bool   `json:"approximate"`
}

type warning struct {
	Source string `json:"source"`
	Text   Text   `json:"text"`
}

// encode returns the page's data as JSON. encoding/json escapes <, > and &, so
// that no text in it can end the script element that it stands in.
func encode(c Content) ([]byte, error) {
	measured, err := pack(c.Measured)
	if err != nil {
		return nil, err
	}
	drawing, err := pack(c.Drawing)
	if err != nil {
		return nil, err
	}
	d := document{
		Language: c.Language.String(), Languages: languages(),
		Title: c.Title, Section: c.Section, Call: c.Call, Answer: c.Answer, Exit: c.Exit,
		Panels: c.Panels, Claims: c.Claims, Output: c.Output, Notes: c.Notes,
		Facts: factsOf(c.Measured), Words: vocabulary{c.Words, modelNames()}, Measured: measured, Drawing: drawing,
		Pairs: c.Pairs, Bars: c.Bars, Boxes: c.Boxes, Verdict: c.Verdict, Shift: c.Shift,
	}
	if !c.Started.IsZero() {
		d.Started = c.Started.Format(time.RFC3339Nano)
	}
	for _, l := range c.Listings {
		d.Listings = append(d.Listings, highlight(l))
	}
	for s := range c.Measured.Sources() {
		d.Sources = append(d.Sources, source{s.Name, s.On, told(s.Why), s.Approximate})
	}
	for w := range c.Measured.Warnings() {
		d.Warnings = append(d.Warnings, warning{w.Source, told(w.Message)})
	}
	return json.Marshal(d)
}
