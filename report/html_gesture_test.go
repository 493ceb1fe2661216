package report

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ctrace/tracer/timeline"
)

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
