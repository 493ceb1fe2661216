package report

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

func TestKernelTruthInBrowser(t *testing.T) {
	browser := startBrowser(t)
	for name, test := range map[string]struct {
		sample func(testing.TB) *Report
		run    func(*testing.T, *tab)
	}{
		"claims and truth change places":  {claimsSample, testTruth},
		"CPUs show their threads":         {claimsSample, testCPUs},
		"every chart says it is sampled":  {claimsSample, testApproximate},
		"many processes share a row":      {buildSample, testCrowd},
		"a group opens to its lanes":      {buildSample, testCrowdOpens},
		"arguments stand in the tooltip":  {argumentsSample, testArguments},
		"French, and no English, claims":  {claimsSample, testNoEnglish},
		"French, and no English, a build": {buildSample, testNoEnglish},
	} {
		t.Run(name, func(t *testing.T) { test.run(t, openPage(t, browser, test.sample(t), 1280)) })
	}
}

// claimedGoroutine is the row of claimsSample's second goroutine, which the kernel
// does not run at first.
const claimedGoroutine = "2"

const (
	early = 50 * time.Millisecond
	late  = 150 * time.Millisecond
)

// testTruth holds that the switch shows what is claimed, in chart, figures and
// tooltip, and that a link keeps it.
func testTruth(t *testing.T, p *tab) {
	light := lightPalette()
	p.expectPixel(claimedGoroutine, late, light.states[timeline.Running])
	if got := p.pixel(claimedGoroutine, early); got == light.states[timeline.Running] {
		t.Error("what the kernel did not run is painted as running")
	}
	for _, want := range []string{"The runtime claims 7.96 s of running; the kernel ran 3.98 s of that.", "1.99 s"} {
		if got := p.text("#time"); !strings.Contains(got, want) {
			t.Errorf("the figures lack %q: %q", want, got)
		}
	}
	minimap := eval[string](p, `document.querySelector(".minimap canvas").toDataURL()`)
	p.run(chromedp.Click(chromedp.CSS(".truth button:last-child")))
	p.await(`location.hash.includes("as=claimed")`)
	p.expectPixel(claimedGoroutine, early, light.states[timeline.Running])
	p.hover(claimedGoroutine, early)
	p.await(`!document.querySelector(".tooltip").hidden`)
	if got := p.text(".tooltip"); !strings.Contains(got, "1.99 s") {
		t.Errorf("the tooltip of what is claimed is %q", got)
	}
	if got := p.text("#time tbody"); !strings.Contains(got, "1.99 s") {
		t.Errorf("the table of what is claimed is %q", got)
	}
	if eval[string](p, `document.querySelector(".minimap canvas").toDataURL()`) == minimap {
		t.Error("the minimap still shows what the kernel ran")
	}
	p.load(eval[string](p, `location.hash`))
	p.expectPixel(claimedGoroutine, early, light.states[timeline.Running])
}

func testCPUs(t *testing.T, p *tab) {
	if got := p.text(".labels"); !strings.Contains(got, "2 CPUs") {
		t.Fatalf("the lanes are %q", got)
	}
	p.hover("9", early)
	p.await(`!document.querySelector(".tooltip").hidden`)
	for _, want := range []string{"CPU 0", "executed", "thread busy · 21"} {
		if got := p.text(".tooltip"); !strings.Contains(got, want) {
			t.Errorf("the tooltip of a CPU lacks %q: %q", want, got)
		}
	}
	if first, second := p.pixel("9", early), p.pixel("9", late); first == second {
		t.Errorf("two threads on one CPU are both %s", first.hex())
	}
	before := eval[int](p, `document.querySelectorAll(".label").length`)
	p.run(chromedp.Click(chromedp.CSS(`[data-row="c"]`)))
	p.await(`document.querySelectorAll(".label").length < ` + strconv.Itoa(before))
}

func testApproximate(t *testing.T, p *tab) {
	const unmarked = `[...document.querySelectorAll(".panel")].filter((panel) => panel.querySelector("canvas") && !panel.querySelector(".approximate")).length`
	if n := eval[int](p, unmarked); n != 0 {
		t.Errorf("%d charts do not say that they are approximate", n)
	}
	if got := p.text("#timeline .approximate"); got != "≈ approximate: the source kernel is polled" {
		t.Errorf("the timeline says %q", got)
	}
}

// compilers is the row of buildSample's 30 compilers: that of the first one's lane.
const compilers = "2g"

func testCrowd(t *testing.T, p *tab) {
	if got := p.text(`[data-row="` + compilers + `"]`); !strings.Contains(got, "cc · 30 processes") {
		t.Fatalf("the row of the compilers is %q", got)
	}
	if n := eval[int](p, `document.querySelectorAll(".label").length`); n > 8 {
		t.Errorf("a build of 30 files takes %d rows", n)
	}
	p.expectPixel(compilers, 30*time.Millisecond, lightPalette().states[timeline.Running])
	p.hover(compilers, 30*time.Millisecond)
	p.await(`!document.querySelector(".tooltip").hidden`)
	for _, want := range []string{"cc · 30 processes", "at most 2 on CPU or ready at once", "running2", "waiting: child2"} {
		if got := p.text(".tooltip"); !strings.Contains(got, want) {
			t.Errorf("the tooltip of a group lacks %q: %q", want, got)
		}
	}
	if got := p.text("#time tbody"); !strings.Contains(got, "30 processes") || strings.Contains(got, "cc1") {
		t.Errorf("the table by lane is %q", got)
	}
}

func testCrowdOpens(t *testing.T, p *tab) {
	p.run(chromedp.Click(chromedp.CSS(`[data-row="` + compilers + `"]`)))
	p.await(`document.querySelector('[data-row="2"]') !== null`)
	p.await(`location.hash.includes("rows=` + compilers + `")`)
	p.load(eval[string](p, `location.hash`))
	p.await(`document.querySelector('[data-row="2"]') !== null`)
}

// argumentsSample has a process whose arguments are known.
func argumentsSample(t testing.TB) *Report {
	r := buildSample(t)
	b := rebuild(r.Timeline, nil)
	b.Edit(0, func(l *timeline.Lane) { l.Doc = timeline.Say("%s", "make -j2 'all done'") })
	r.Timeline = b.Build(0)
	return r
}

func testArguments(t *testing.T, p *tab) {
	p.hover("0", early)
	p.await(`!document.querySelector(".tooltip").hidden`)
	if got := p.text(".tooltip"); !strings.Contains(got, "make -j2 'all done'") {
		t.Errorf("the tooltip of a process is %q", got)
	}
}

func testNoEnglish(t *testing.T, p *tab) {
	p.switchTo("fr")
	checkFrench(t, eval[[]string](p, saidByPage))
}

func indexOf(t *testing.T, r *Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteIndex(&out, r.Language, []IndexEntry{{Report: r, File: "x.html"}}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestApproximateEverywhere holds that whatever shows a sampled timeline says so.
func TestApproximateEverywhere(t *testing.T) {
	for l, want := range map[lang.Language]string{lang.English: "approximate: the source kernel is polled", lang.French: "approximatif : la source kernel"} {
		r := claimsSample(t)
		r.Language = l
		for name, text := range map[string][]byte{
			"svg": written(t, format(t, "svg"), r), "terminal": onTerminal(t, r, Terminal{Width: 100}), "index": indexOf(t, r),
		} {
			if got := strings.ReplaceAll(string(text), "\u00a0", " "); !strings.Contains(got, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
	}
	if got := string(written(t, format(t, "json"), claimsSample(t))); !strings.Contains(got, `"approximate":true`) {
		t.Error("json does not say that the source is approximate")
	}
	if !approximation(buildSample(t).Timeline).Empty() {
		t.Error("what was traced is called approximate")
	}
}
