package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"ctrace/tracer/timeline"
	"ctrace/tracer/timeline/timelinetest"
)

// The rows of gatherReport's lanes: their numbers.
const (
	processRow = "0"
	mainRow    = "2"
	thirdTask  = "5"
)

func TestPageInBrowser(t *testing.T) {
	browser := startBrowser(t)
	for name, test := range map[string]func(*testing.T, *tab){
		"shows every section":            testSections,
		"hover tells the interval":       testHover,
		"wheel zooms around pointer":     testWheel,
		"keys move and zoom":             testKeys,
		"keys pick intervals":            testPicking,
		"drag selects and adds up":       testSelection,
		"search finds and fades":         testSearch,
		"groups open and close":          testGroups,
		"dark and light":                 testTheme,
		"fragment reopens the view":      testFragment,
		"help lists the keys":            testHelp,
		"listing beside the course's":    testListing,
		"hover marks the line":           testHoverMarksLine,
		"a line marks its bars":          testLineMarksBars,
		"arrows appear on demand":        testArrows,
		"flame graph zooms to a call":    testFlame,
		"prints all lanes in light":      testPrint,
		"touch moves and pinch zooms":    testTouch,
		"minimap moves the visible part": testMinimap,
	} {
		t.Run(name, func(t *testing.T) { test(t, openPage(t, browser, gatherReport(t), 1280)) })
	}
	t.Run("hostile text stays text", func(t *testing.T) { testHostile(t, openPage(t, browser, hostileReport(t), 1280)) })
	t.Run("language changes in place", func(t *testing.T) { testLanguage(t, openPage(t, browser, sayingReport(t), 1280)) })
	t.Run("opens in the report's language", func(t *testing.T) {
		testFrenchReport(t, openPage(t, browser, inFrench(sayingReport(t)), 1280))
	})
	t.Run("panels tell each way", func(t *testing.T) { testPanels(t, openPage(t, browser, panelsSample(t), 1280)) })
	t.Run("boxes hold what shares a memory", func(t *testing.T) { testBoxes(t, openPage(t, browser, memorySample(t), 1280)) })
	t.Run("empty", func(t *testing.T) {
		testEmpty(t, openPage(t, browser, &Report{Title: "empty", Timeline: timelinetest.Parse(t, "")}, 1280))
	})
	t.Run("narrow", func(t *testing.T) {
		for name, r := range map[string]*Report{"gather": gatherReport(t), "hostile": hostileReport(t), "panels": panelsSample(t), "memory": memorySample(t), "empty": {Title: "empty", Timeline: timelinetest.Parse(t, ""), Drawing: gatherReport(t).Drawing}} {
			t.Run(name, func(t *testing.T) { testNarrow(t, openPage(t, browser, r, 400)) })
		}
	})
}

func testSections(t *testing.T, p *tab) {
	for selector, want := range map[string]string{
		"h1":                     "gather",
		".answer":                "Three coroutines waited",
		".facts":                 "makespan",
		".pair-differences":      "+1.00 ms",
		".score":                 "% as drawn",
		".score table":           "waiting: sleep",
		"#claims":                "Not confirmed: 1 of 3.",
		"#time":                  "task(1, 2)",
		"#concurrency .legend":   "waiting: sleep",
		"#flame":                 "asyncio.(*Loop).poll",
		"#spans":                 "gather",
		"#output":                "Tâche 3 terminée après 1 secondes",
		"#listing":               "asyncio.Sleep(seconds)",
		"#recording":             "not recorded in this version",
		"#warnings":              "the first 2 ms of process 4127 are not covered",
		"#timeline .labels":      "Runtime · 3 lanes",
		"#pair canvas":           "",
		"#timeline .plot canvas": "",
	} {
		if !eval[bool](p, `document.querySelector("`+selector+`") !== null`) {
			t.Errorf("no element %s", selector)
		} else if got := p.text(selector); !strings.Contains(got, want) {
			t.Errorf("%s is %q, lacks %q", selector, got, want)
		}
	}
}

// brightness is of the page's background, 0 to 255.
const brightness = `Number(getComputedStyle(document.body).backgroundColor.match(/\d+/)[0])`

// plotBrightness is of the plot's upper left corner, where no bar is.
const plotBrightness = `(` + pixels + `)(0)[0]`

func testTheme(t *testing.T, p *tab) {
	p.await(brightness + ` > 200`)
	p.run(command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}},
	}))
	p.await(brightness + ` < 60`)
	p.await(plotBrightness + ` < 60`)
	p.run(chromedp.Click(chromedp.CSS(".theme")))
	p.await(brightness + ` > 200`)
	p.await(`location.hash.includes("theme=light")`)
}

func testFragment(t *testing.T, p *tab) {
	whole := p.timeRange()
	p.key("+")
	zoomed := p.awaitRange(whole)
	p.run(chromedp.Click(chromedp.CSS(`[data-row="1"]`)), chromedp.Click(chromedp.CSS(".theme")))
	p.focusSearch()
	p.run(chromedp.KeyEvent("network"))
	p.await(`["t=", "rows=1", "q=network", "theme=dark"].every((part) => location.hash.includes(part))`)
	hash := eval[string](p, `location.hash`)
	p.load(hash)
	if got := p.timeRange(); got != zoomed {
		t.Errorf("%s reopens at %v, want %v", hash, got, zoomed)
	}
	if got := p.text(`[data-row="1"] .twist`); got != "▸" {
		t.Errorf("the thread is %q after reopening", got)
	}
	if got := eval[string](p, `document.querySelector(".search input").value`); got != "network" {
		t.Errorf("the search is %q after reopening", got)
	}
	p.await(brightness + ` < 60`)
	p.load("#t=no,way&rows=<b>&at=99999999&select=5,1")
	if got := p.timeRange(); got != whole {
		t.Errorf("a malformed fragment opens %v, want the whole", got)
	}
}

// pixels is a function that returns the pixels of one of the plot's canvases.
// It reads a copy, since a canvas that is read becomes slower.
const pixels = `(layer) => {
	const canvas = document.querySelectorAll(".plot canvas")[layer];
	const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {willReadFrequently: true});
	copy.drawImage(canvas, 0, 0);
	return copy.getImageData(0, 0, canvas.width, canvas.height).data;
}`

func testPrint(t *testing.T, p *tab) {
	p.run(chromedp.Click(chromedp.CSS(".theme")))
	p.await(brightness + ` < 60`)
	// beforeprint is what the browser sends before it lays out paper.
	eval[bool](p, `dispatchEvent(new Event("beforeprint"))`)
	if got := eval[float64](p, brightness); got < 200 {
		t.Errorf("the page's brightness on paper is %v", got)
	}
	if got := eval[float64](p, plotBrightness); got < 200 {
		t.Errorf("the plot's brightness on paper is %v", got)
	}
	eval[bool](p, `dispatchEvent(new Event("afterprint"))`)
	p.await(brightness + ` < 60`)
	pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF(chromedp.PDFPrintBackground()))
	if err != nil || len(pdf) < 10_000 {
		t.Errorf("printed %d bytes: %v", len(pdf), err)
	}
}

// everyText returns all texts and attributes of the page's elements.
const everyText = `[...document.querySelectorAll("body, body *:not(script)")].flatMap((element) => [
	...[...element.childNodes].filter((node) => node instanceof Text).map((node) => node.data),
	...[...element.attributes].map((attribute) => attribute.value),
])`

func testHostile(t *testing.T, p *tab) {
	if got := eval[string](p, `document.title`); !strings.HasPrefix(got, "<img") {
		t.Errorf("the title is %q: a name was run", got)
	}
	if n := eval[int](p, `document.querySelectorAll("img, b:not(.facts b), main script").length`); n != 0 {
		t.Errorf("%d elements were made from names", n)
	}
	p.hover(processRow, 1500*time.Millisecond)
	p.await(`!document.querySelector(".tooltip").hidden`)
	for _, selector := range []string{"h1", ".answer", ".labels", ".tooltip", "#claims", "#output", "#listing", "#spans", "#warnings", "#recording"} {
		if got := p.text(selector); !strings.Contains(got, "<img src=x onerror=") {
			t.Errorf("%s is %q: the name is not shown as it is", selector, got)
		}
	}
	for _, text := range eval[[]string](p, everyText) {
		if i := strings.IndexFunc(text, func(r rune) bool { return steers(r) && r != '\n' && r != '\t' }); i >= 0 {
			t.Errorf("a character that steers reaches the page: %q", text)
		}
	}
	if got := p.text(`[data-row="1"]`); strings.ContainsAny(got, "\u202e\x1b\x00") || !strings.Contains(got, "\\u202eevil\\x1b[31m\\x00") {
		t.Errorf("control characters reach the page: %q", got)
	}
}

func testPanels(t *testing.T, p *tab) {
	for i, want := range []string{"sequentialmakespan 2.00 s", "speed-up ×2.00", "not measured"} {
		way := eval[string](p, fmt.Sprintf(`document.querySelectorAll(".way")[%d].textContent`, i))
		if !strings.Contains(way, want) {
			t.Errorf("panel %d is %q, lacks %q", i, way, want)
		}
	}
	if n := eval[int](p, `document.querySelectorAll(".way canvas").length`); n != 3 {
		t.Errorf("%d panels are drawn, want 3", n)
	}
}

// testBoxes holds that each box has its lines in it, and no others.
func testBoxes(t *testing.T, p *tab) {
	const inside = `[...document.querySelectorAll(".memory")].map((box) => {
		const frame = box.getBoundingClientRect();
		const lines = [...document.querySelectorAll(".pair-labels > span")].filter((line) => {
			const { top, bottom } = line.getBoundingClientRect();
			return top >= frame.top && bottom <= frame.bottom;
		});
		return [box.textContent, ...lines.map((line) => line.textContent.trim())].join("|");
	}).join("\n")`
	want := strings.Join([]string{
		"memory of the main process|MainThread|Thread-1",
		"memory of Process-1|Process-1|MainThread",
		"memory of the main process: counter = 0, then 3|MainThread|Thread-1",
		"memory of Process-1: counter = 3|Process-1|MainThread",
	}, "\n")
	if got := eval[string](p, inside); got != want {
		t.Errorf("the boxes hold\n%s\nwant\n%s", got, want)
	}
}

func testEmpty(t *testing.T, p *tab) {
	if got := p.text("#timeline"); !strings.Contains(got, "Nothing was recorded") {
		t.Errorf("the timeline of nothing is %q", got)
	}
	if got := p.text("#recording"); got == "" {
		t.Error("nothing is said of the recording")
	}
}

func testNarrow(t *testing.T, p *tab) {
	if got := eval[float64](p, `document.documentElement.scrollWidth`); got > 400 {
		t.Errorf("the page is %v px wide in a window of 400 px", got)
	}
}

func TestPageSize(t *testing.T) {
	var out strings.Builder
	if err := writeHTML(&out, gatherReport(t)); err != nil {
		t.Fatal(err)
	}
	if out.Len() > 1_000_000 {
		t.Errorf("the page of a scenario is %d bytes", out.Len())
	}
	if strings.Contains(out.String(), "http://") || strings.Contains(out.String(), "https://") {
		t.Error("the page refers to the network")
	}
}

// TestPageIsRepeatable holds that the same report is the same page.
func TestPageIsRepeatable(t *testing.T) {
	var first, second strings.Builder
	r := &Report{Title: "large", Timeline: largeTimeline(20, 100)}
	for _, out := range []*strings.Builder{&first, &second} {
		if err := writeHTML(out, r); err != nil {
			t.Fatal(err)
		}
	}
	if first.String() != second.String() {
		t.Error("two pages of one report differ")
	}
	if err := timeline.Validate(r.Timeline); err != nil {
		t.Error(err)
	}
}
