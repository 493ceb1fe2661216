package report

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ctrace/tracer/timeline"
)

// The rows of gatherReport's lanes: their numbers.
const (
	processRow = "0"
	mainRow    = "2"
	secondTask = "4"
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
		"arrows appear on demand":        testArrows,
		"flame graph zooms to a call":    testFlame,
		"prints all lanes in light":      testPrint,
		"touch moves and pinch zooms":    testTouch,
		"minimap moves the visible part": testMinimap,
	} {
		t.Run(name, func(t *testing.T) { test(t, openPage(t, browser, gatherReport(t), 1280)) })
	}
	t.Run("hostile text stays text", func(t *testing.T) { testHostile(t, openPage(t, browser, hostileReport(t), 1280)) })
	t.Run("empty", func(t *testing.T) { testEmpty(t, openPage(t, browser, &Report{Title: "empty"}, 1280)) })
	t.Run("narrow", func(t *testing.T) {
		for name, r := range map[string]*Report{"gather": gatherReport(t), "hostile": hostileReport(t), "empty": {Title: "empty"}} {
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
		"#claims":                "Not confirmed: 1 of 3.",
		"#time":                  "task(1, 2)",
		"#concurrency .legend":   "waiting: sleep",
		"#flame":                 "asyncio.(*Loop).poll",
		"#spans":                 "gather",
		"#output":                "Tâche 3 terminée après 1 secondes",
		"#listing":               "fmt.Println(id)",
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

func testHover(t *testing.T, p *tab) {
	p.hover(thirdTask, 500*time.Millisecond)
	p.await(`!document.querySelector(".tooltip").hidden`)
	got := p.text(".tooltip")
	for _, want := range []string{"waiting: sleep", "1 s", "task(3, 1)", "999 ms", "woken by thread event loop · 4127"} {
		if !strings.Contains(got, want) {
			t.Errorf("the tooltip lacks %q: %q", want, got)
		}
	}
	p.hover(thirdTask, 2*time.Second) // after the lane's death
	p.await(`document.querySelector(".tooltip").hidden`)
}

func testWheel(t *testing.T, p *tab) {
	const around = time.Second
	before := p.timeRange()
	x, _ := p.point(mainRow, around)
	p.wheel(mainRow, around, -240, chromedp.ModifierCtrl)
	after := p.awaitRange(before)
	if after.length() >= before.length() {
		t.Errorf("zoomed from %v to %v", before, after)
	}
	if moved, _ := p.point(mainRow, around); math.Abs(moved-x) > 2 {
		t.Errorf("the time under the pointer moved from x = %.1f to %.1f", x, moved)
	}
	p.wheel(mainRow, around, 100, chromedp.ModifierShift)
	if moved := p.awaitRange(after); moved.From <= after.From || math.Abs(moved.length()-after.length()) > 2 {
		t.Errorf("moved from %v to %v", after, moved)
	}
}

func testKeys(t *testing.T, p *tab) {
	whole := p.timeRange()
	p.key("+")
	zoomed := p.awaitRange(whole)
	if zoomed.length() >= whole.length() {
		t.Errorf("+ changed %v to %v", whole, zoomed)
	}
	p.key("d")
	right := p.awaitRange(zoomed)
	if right.From <= zoomed.From {
		t.Errorf("d changed %v to %v", zoomed, right)
	}
	p.key(kb.ArrowLeft)
	if left := p.awaitRange(right); left.From >= right.From {
		t.Errorf("← changed %v to %v", right, left)
	}
	p.key(kb.End)
	p.await(`Number(document.querySelector(".chart").dataset.to) > 3.0e9`)
	p.key(kb.Home)
	p.await(`Number(document.querySelector(".chart").dataset.from) < 0`)
	p.key("0")
	p.awaitLength("===", whole.length())
}

func testPicking(t *testing.T, p *tab) {
	p.key(kb.ArrowDown)
	p.await(`document.querySelector(".picked").textContent.includes("ctrace gather")`)
	p.key(kb.ArrowDown)
	p.await(`document.querySelector(".picked").textContent.includes("event loop")`)
	p.key(".")
	p.await(`document.querySelector(".picked").textContent.includes("epoll_wait")`)
	before := p.timeRange()
	p.key(kb.Enter)
	if after := p.awaitRange(before); after.length() > 1.5e9 {
		t.Errorf("Enter zooms to %v for an interval of 998 ms", after)
	}
	p.key(kb.Escape)
	p.await(`document.querySelector(".picked").textContent === ""`)
}

func testSelection(t *testing.T, p *tab) {
	p.drag(mainRow, 500*time.Millisecond, 1500*time.Millisecond)
	p.await(`document.querySelectorAll(".selected table").length === 2`)
	got := p.text(".selected")
	for _, want := range []string{"1.00 s", "waiting", "sleep", "await", "task(3, 1)"} {
		if !strings.Contains(got, want) {
			t.Errorf("the statistics lack %q: %q", want, got)
		}
	}
	before := p.timeRange()
	p.run(chromedp.Click(chromedp.CSS(".selected-head button")))
	if after := p.awaitRange(before); math.Abs(after.length()-1e9) > 1e7 {
		t.Errorf("zoomed to %v, selected 0.5 s to 1.5 s", after)
	}
	p.key(kb.Escape)
	p.await(`document.querySelector(".selected").childElementCount === 0`)
}

func testSearch(t *testing.T, p *tab) {
	p.focusSearch()
	p.run(chromedp.KeyEvent("sleep"))
	p.await(`document.querySelector(".search output").textContent === "3 lanes, 3 intervals"`)
	p.expectPixel(thirdTask, 500*time.Millisecond, lightPalette().reasons[timeline.Sleep])
	if got, plain := p.pixel(mainRow, 500*time.Millisecond), lightPalette().reasons[timeline.Await]; got == plain {
		t.Errorf("what does not match is as strong as before: %s", got.hex())
	}
	p.run(chromedp.KeyEvent(kb.Enter))
	p.await(`document.querySelector(".picked").textContent.includes("task(1, 2)")`)
	p.run(chromedp.KeyEvent(kb.Enter))
	p.await(`document.querySelector(".picked").textContent.includes("task(2, 3)")`)
	p.run(chromedp.Click(chromedp.CSS(".switch input")))
	p.await(`document.querySelectorAll(".label").length === 5`) // the process, the thread, three tasks
	p.run(chromedp.Focus(chromedp.CSS(".search input")), chromedp.KeyEvent("zzz"))
	p.await(`document.querySelector(".search output").textContent === "nothing found"`)
}

func testGroups(t *testing.T, p *tab) {
	const labels = `document.querySelectorAll(".label").length`
	closed := eval[int](p, labels)
	p.run(chromedp.Click(chromedp.CSS(`[data-row="0r"]`)))
	p.await(labels + ` === ` + "10")
	if closed != 7 {
		t.Errorf("%d rows at first, want 7", closed)
	}
	p.run(chromedp.Click(chromedp.CSS(`[data-row="0"]`)))
	p.await(labels + ` === 1`)
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

func testHelp(t *testing.T, p *tab) {
	p.key("?")
	p.await(`document.querySelector("dialog").open`)
	for _, want := range []string{"zoom in", "search", "drag"} {
		if got := p.text("dialog"); !strings.Contains(got, want) {
			t.Errorf("the help lacks %q: %q", want, got)
		}
	}
	p.run(chromedp.KeyEvent(kb.Escape))
	p.await(`!document.querySelector("dialog").open`)
}

// inked counts the pixels that the layer above the bars has drawn.
const inked = `(` + pixels + `)(1).filter((v, i) => i % 4 === 3 && v > 0).length`

// pixels is a function that returns the pixels of one of the plot's canvases.
// It reads a copy, since a canvas that is read becomes slower.
const pixels = `(layer) => {
	const canvas = document.querySelectorAll(".plot canvas")[layer];
	const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {willReadFrequently: true});
	copy.drawImage(canvas, 0, 0);
	return copy.getImageData(0, 0, canvas.width, canvas.height).data;
}`

func testArrows(t *testing.T, p *tab) {
	if n := eval[int](p, inked); n != 0 {
		t.Errorf("%d pixels above the bars at first", n)
	}
	p.key("l")
	p.await(inked + ` > 50`)
	p.key("l")
	p.await(inked + ` === 0`)
	p.hover(thirdTask, 500*time.Millisecond) // its wake-up is drawn without asking
	p.await(inked + ` > 50`)
}

func testFlame(t *testing.T, p *tab) {
	p.run(chromedp.Click(chromedp.CSS(`.call[title*="poll"]`)))
	p.await(`document.querySelectorAll(".call").length === 2`)
	p.run(chromedp.Click(chromedp.CSS(".flame-head button")))
	p.await(`document.querySelectorAll(".call").length === 5`)
}

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

func testTouch(t *testing.T, p *tab) {
	p.zoomIn()
	before := p.timeRange()
	x, y := p.point(mainRow, time.Duration(before.From+before.length()/2))
	touch := func(kind input.DispatchTouchEventType, xs ...float64) {
		points := []*input.TouchPoint{}
		for i, x := range xs {
			points = append(points, &input.TouchPoint{X: x, Y: y, ID: new(float64(i))})
		}
		p.run(command(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}))
	}
	const start, move, end = input.DispatchTouchEventTypeTouchStart, input.DispatchTouchEventTypeTouchMove, input.DispatchTouchEventTypeTouchEnd
	touch(start, x)
	touch(move, x+20)
	touch(move, x+80)
	touch(end)
	moved := p.awaitRange(before)
	if moved.From >= before.From {
		t.Errorf("a finger that moves right changes %v to %v", before, moved)
	}
	touch(start, x-20, x+20)
	touch(move, x-60, x+60)
	touch(move, x-100, x+100)
	touch(end)
	p.awaitLength("<", moved.length()*0.7)
}

func testMinimap(t *testing.T, p *tab) {
	p.zoomIn()
	p.key(kb.Home)
	p.await(`Number(document.querySelector(".chart").dataset.from) < 0`)
	before := p.timeRange()
	type spot struct{ X, Y float64 }
	at := eval[spot](p, `(({right, top}) => ({x: right - 30, y: top + 10}))(document.querySelector(".minimap").getBoundingClientRect())`)
	p.run(chromedp.MouseClickXY(at.X, at.Y))
	if after := p.awaitRange(before); after.To < 2.9e9 {
		t.Errorf("a click at the end shows %v", after)
	}
}

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
	if got := p.text(`[data-row="1"]`); strings.ContainsAny(got, "\u202e\x1b\x00") || !strings.Contains(got, "⟨202e⟩evil␛[31m␀") {
		t.Errorf("control characters reach the page: %q", got)
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
