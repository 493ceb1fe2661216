package report

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// sleepingLine is the line of gatherSource where the tasks sleep.
const sleepingLine = `document.querySelectorAll(".lively .line")[3]`

// paintedLine is the line whose bars the timeline has marked.
const paintedLine = `document.querySelector(".chart").dataset.line`

// testListing holds that the program stands beside the course's, coloured.
func testListing(t *testing.T, p *tab) {
	for selector, want := range map[string]string{
		".listing:nth-child(1) h3":            "scenarios/gather.go",
		".listing:nth-child(2) h3":            "gather.py",
		".lively .code-keyword":               "func",
		".lively .code-name":                  "task",
		".listing:nth-child(2) .code-keyword": "async",
	} {
		if got := strings.TrimSpace(p.text(selector)); got != want {
			t.Errorf("%s is %q, want %q", selector, got, want)
		}
	}
	first := eval[float64](p, `document.querySelectorAll(".listing")[0].getBoundingClientRect().top`)
	if second := eval[float64](p, `document.querySelectorAll(".listing")[1].getBoundingClientRect().top`); first != second {
		t.Errorf("the listings begin at %v and %v, not side by side", first, second)
	}
}

// testHoverMarksLine holds that what is hovered is found in the program.
func testHoverMarksLine(t *testing.T, p *tab) {
	p.hover(thirdTask, 500*time.Millisecond)
	p.await(sleepingLine + `.classList.contains("marked")`)
	if got := p.text(".tooltip .source-line"); got != "gather.go:4 asyncio.Sleep(seconds)" {
		t.Errorf("the tooltip says %q of the line", got)
	}
	p.hover(processRow, 500*time.Millisecond)
	p.await(`document.querySelector(".line.marked") === null`)
}

// testLineMarksBars holds that a chosen line lets everything else stand back,
// until it is forgotten.
func testLineMarksBars(t *testing.T, p *tab) {
	const at = 500 * time.Millisecond
	light := lightPalette()
	sleeping, waiting := p.pixel(thirdTask, at), p.pixel(processRow, at)
	p.run(chromedp.Click(chromedp.CSS(".lively .line-number:is(button)")))
	p.await(paintedLine + `=== "4"`)
	if !eval[bool](p, sleepingLine+`.classList.contains("chosen")`) {
		t.Error("the line is not marked in the program")
	}
	if got := p.text(".listing-status"); !strings.HasPrefix(got, "Line 4 of gather.go: 3 intervals, marked in the timeline.") {
		t.Errorf("the listing says %q", got)
	}
	p.expectPixel(thirdTask, at, sleeping)
	if got := p.pixel(processRow, at); got == waiting || contrast(got, light.panel) > contrast(waiting, light.panel) {
		t.Errorf("what is not at the line is %s, as strong as %s", got.hex(), waiting.hex())
	}
	p.run(chromedp.Focus(chromedp.CSS(".chart")), chromedp.KeyEvent("\x1b"))
	p.await(paintedLine + `=== "0"`)
	if eval[bool](p, `document.querySelector(".line.chosen") !== null`) {
		t.Error("the line is still marked in the program")
	}
	p.expectPixel(processRow, at, waiting)
}
