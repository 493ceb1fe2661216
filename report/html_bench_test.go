package report

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// frames moves the view in every frame for a while and returns how many frames
// a second the browser kept up. MOVE is what to do in a frame, to the chart.
const frames = `new Promise((done) => {
	const chart = document.querySelector(".chart");
	const plot = chart.querySelector(".plot").getBoundingClientRect();
	const key = (name) => chart.dispatchEvent(new KeyboardEvent("keydown", {key: name}));
	const count = 120;
	let frame = 0;
	let start = 0;
	const next = (now) => {
		start ||= now;
		if (frame === count) {
			return done(count / ((now - start) / 1000));
		}
		MOVE;
		frame++;
		requestAnimationFrame(next);
	};
	requestAnimationFrame(next);
})`

// BenchmarkPage opens a page of 100,000 intervals in Chromium and measures how
// fast it pans and zooms: frames/s, of 60 at most. It also reports the page's
// size and how long after the start of loading the timeline was on screen.
func BenchmarkPage(b *testing.B) {
	browser := startBrowser(b)
	r := &Report{Title: "large", Timeline: largeTimeline(50, 2000)}
	p := openPage(b, browser, r, 1280)
	for _, way := range []struct{ name, fragment, move string }{
		{"pan", "", `key(frame % 40 < 20 ? "d" : "a")`},
		{"zoom", "", `key(frame % 40 < 20 ? "+" : "-")`},
		{"pan with arrows", "#links=1", `key(frame % 40 < 20 ? "d" : "a")`},
	} {
		b.Run(way.name, func(b *testing.B) {
			p.load(way.fragment)
			var sum float64
			for b.Loop() {
				p.key("0+")
				script := strings.Replace(frames, "MOVE", way.move, 1)
				rate, err := chromedp.Run(p.ctx, chromedp.Evaluate[float64](script, chromedp.EvalAwaitPromise))
				if err != nil {
					b.Fatal(err)
				}
				sum += rate
			}
			b.ReportMetric(sum/float64(b.N), "frames/s")
			b.ReportMetric(0, "ns/op")
		})
	}
	b.Run("load", func(b *testing.B) {
		var page strings.Builder
		if err := writeHTML(&page, r); err != nil {
			b.Fatal(err)
		}
		var sum float64
		for b.Loop() {
			p.load("")
			sum += eval[float64](p, `performance.getEntriesByName("timeline")[0].startTime`)
		}
		b.ReportMetric(sum/float64(b.N), "ms-to-timeline")
		b.ReportMetric(float64(page.Len()), "page-bytes")
		b.ReportMetric(0, "ns/op")
	})
}
