package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed index.html
var indexPage string

// IndexEntry is a report in an index of several.
type IndexEntry struct {
	Report  *Report
	Chapter lang.Text // the heading that it stands under; equal ones follow each other
	Title   lang.Text // one line about it
	File    string    // its page, relative to the index
}

// chapter is a heading of the index and what stands under it.
type chapter struct {
	Heading string
	Entries []indexEntry
}

// indexEntry is an entry as the page shows it.
type indexEntry struct {
	IndexEntry
	Title    string
	Answer   string
	Exit     string
	Makespan string
	Verdict  string // on its claims: "3 of 4 claims"
	Chart    thumbnail

	ChartTitle  string // for those who do not see it
	Approximate string // which sources sampled; "" if none did
}

// WriteIndex writes a page in a language that lists reports as a table of contents, each with
// a small chart, its verdict and its figures.
func WriteIndex(w io.Writer, l lang.Language, entries []IndexEntry) error {
	page, err := template.New("index").Parse(indexPage)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	light, dark := template.CSS(lightPalette().css()), template.CSS(darkPalette().css())
	err = page.Execute(w, struct {
		Light, Dark, Fills template.CSS
		Language           lang.Language
		Title, Summary     string
		Chapters           []chapter
	}{light, dark, fillClasses(), l, lang.T("The course, as it ran").In(l), summaryOf(entries).In(l), chapters(l, entries)})
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

func chapters(l lang.Language, entries []IndexEntry) []chapter {
	var list []chapter
	for _, e := range entries {
		heading := e.Chapter.In(l)
		if n := len(list); n == 0 || list[n-1].Heading != heading {
			list = append(list, chapter{Heading: heading})
		}
		last := &list[len(list)-1]
		last.Entries = append(last.Entries, indexEntry{
			IndexEntry: e,
			Title:      e.Title.In(l),
			Answer:     visible(e.Report.Answer.In(l)),
			Exit:       visible(e.Report.Exit.In(l)),
			Makespan:   l.Decimals(timeline.Figure(e.Report.Timeline.Makespan())),
			Verdict:    verdictOn(e.Report).In(l),
			Chart:      newThumbnail(e.Report.Timeline),
			ChartTitle: lang.T("small chart of %s", visible(e.Report.Title)).In(l),

			Approximate: approximation(e.Report.Timeline).In(l),
		})
	}
	return list
}

// verdictOn tells how many claims hold, of those that the run can tell about.
func verdictOn(r *Report) lang.Text {
	held, broken, unjudged := r.Verdict()
	switch {
	case len(r.Claims) == 0:
		return lang.T("not judged")
	case unjudged > 0:
		return lang.T("%d of %d claims, %d not judged", held, held+broken, unjudged)
	}
	return lang.T("%d of %d claims", held, held+broken)
}

// good reports whether a run ended well and all its claims hold.
func good(r *Report) bool {
	_, broken, _ := r.Verdict()
	return r.Exit.Empty() && broken == 0
}

// summaryOf tells how many runs were good.
func summaryOf(entries []IndexEntry) lang.Text {
	n := 0
	for _, e := range entries {
		if good(e.Report) {
			n++
		}
	}
	return lang.N(len(entries), "%[2]d of %[1]d scenario ended well, with no claim of the course refuted.",
		"%[2]d of %[1]d scenarios ended well, with no claim of the course refuted.", n)
}

// The size of a small chart, in pixels, and how many lanes it has room for.
const (
	thumbnailWidth = 240
	thumbnailPitch = 7
	thumbnailBar   = 5
	thumbnailLanes = 12
)

// thumbnail is a Gantt chart without words. It is purely data; the page's
// template draws it.
type thumbnail struct {
	Width, Height int
	Bars          []thumbnailRect
}

// thumbnailRect is a bar of the colour that Class names, in pixels.
type thumbnailRect struct {
	X, Y, Width, Height float64
	Class               string
}

// newThumbnail draws the first lanes of the program.
func newThumbnail(tl *timeline.Timeline) thumbnail {
	shown, _ := rows(tl, thumbnailLanes)
	from, to := whole(tl)
	a := newAxis(from, to, thumbnailWidth)
	t := thumbnail{Width: thumbnailWidth, Height: thumbnailPitch * max(len(shown), 1)}
	p := lightPalette() // for the heights; the colours are the page's
	for i, row := range shown {
		middle := (float64(i) + 0.5) * thumbnailPitch
		add := func(left, right float64, m meaning) {
			height := thumbnailBar * p.look(m.state, m.reason).height
			t.Bars = append(t.Bars, thumbnailRect{
				X: tenth(left), Y: tenth(middle - height/2), Width: tenth(right - left), Height: tenth(height), Class: m.property(),
			})
		}
		if row.crowd != nil {
			floor := (float64(i)+0.5)*thumbnailPitch + thumbnailBar/2.
			for _, part := range newCrowd(tl, row.crowd, a) {
				t.Bars = append(t.Bars, thumbnailRect{
					X: float64(part.left), Y: tenth(floor - part.top*thumbnailBar), Width: float64(part.right - part.left),
					Height: tenth((part.top - part.bottom) * thumbnailBar), Class: part.meaning.property(),
				})
			}
			continue
		}
		s := newStrip(tl, row.lane, a)
		for _, b := range s.bars {
			add(b.left, b.right, barMeaning(b.state, b.reason))
		}
		for _, m := range s.marks {
			add(float64(m.left), float64(m.right), barMeaning(m.state, m.reason))
		}
	}
	return t
}

// barMeaning returns what the colour of a bar stands for: reasons count for waits only.
func barMeaning(s timeline.State, r timeline.Reason) meaning {
	if s != timeline.Waiting {
		r = timeline.NoReason
	}
	return meaning{s, r}
}

// tenth rounds to a tenth of a pixel.
func tenth(v float64) float64 { return math.Round(v*10) / 10 }

// fillClasses returns the style sheet of the small charts: a class for each colour.
func fillClasses() template.CSS {
	var css strings.Builder
	for _, m := range allMeanings() {
		fmt.Fprintf(&css, ".%s{fill:var(--%[1]s)}", m.property())
	}
	return template.CSS(css.String())
}
