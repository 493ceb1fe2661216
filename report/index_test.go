package report

import (
	"bytes"
	"strings"
	"testing"

	"ctrace/tracer/lang"
)

func TestIndex(t *testing.T) {
	good, failed := gatherSample(t), gatherSample(t)
	good.Claims = []Claim{{Text: lang.Data("a"), Holds: true}}
	failed.Title, failed.Exit = "<img src=x>", lang.Data("killed by </style>")
	entries := []IndexEntry{
		{Report: good, Chapter: lang.Data("1. First"), Title: lang.Data("of its kind"), File: "gather.html"},
		{Report: failed, Chapter: lang.Data("1. First"), Title: lang.Data("hostile"), File: "javascript:alert(1)"},
		{Report: good, Chapter: lang.Data("2. Second"), Title: lang.Data("again"), File: "again.html"},
	}
	var out bytes.Buffer
	if err := WriteIndex(&out, lang.English, entries); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for text, count := range map[string]int{
		"<h2>1. First</h2>": 1, "<h2>2. Second</h2>": 1, `<a href="gather.html">`: 1,
		"1 of 1 claims": 2, "2 of 3 scenarios ended well": 1, "<svg ": 3,
		"<img": 0, "killed by </style>": 0, `href="javascript:`: 0,
	} {
		if got := strings.Count(page, text); got != count {
			t.Errorf("%q stands %d times in the page, want %d", text, got, count)
		}
	}
}

func TestIndexInFrench(t *testing.T) {
	r := gatherSample(t)
	r.Claims = []Claim{{Holds: true}, {Holds: true, Unjudged: true}}
	var out bytes.Buffer
	if err := WriteIndex(&out, lang.French, []IndexEntry{{Report: r, File: "gather.html"}}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`<html lang="fr">`, "Le cours, tel qu&#39;il s&#39;est exécuté", "1 scénario sur 1", "affirmations\u00a0: 1 sur 1, 1 sans verdict", "3,02 s"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the index lacks %q", want)
		}
	}
}

func TestThumbnailStaysInItsPicture(t *testing.T) {
	eachSample(t, func(t *testing.T, name string, r *Report) {
		chart := newThumbnail(r.Timeline)
		for _, b := range chart.Bars {
			if b.X < 0 || b.Y < 0 || b.X+b.Width > float64(chart.Width) || b.Y+b.Height > float64(chart.Height) {
				t.Errorf("bar %+v is outside of %d × %d", b, chart.Width, chart.Height)
			}
		}
		if lanes, _ := rows(r.Timeline, thumbnailLanes); len(lanes) > 0 && len(chart.Bars) == 0 {
			t.Errorf("%d lanes and no bar", len(lanes))
		}
	})
}
