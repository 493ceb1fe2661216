package report

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds what a browser may take on a busy machine.
const patience = time.Minute

// startBrowser starts one Chromium for a test and its subtests.
func startBrowser(t testing.TB) context.Context {
	t.Helper()
	path, err := findChromium()
	if err != nil {
		if os.Getenv("CTRACE_FULL") == "1" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.WSURLReadTimeout(patience),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, quit := chromedp.NewContext(allocator)
	t.Cleanup(quit)
	if err := chromedp.Do(browser); err != nil {
		t.Fatalf("starting %s: %v", path, err)
	}
	return browser
}

func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("the page is tested in Chromium, which is not installed: apt-get install chromium")
}

// tab is a page that is open in the browser.
type tab struct {
	testing.TB
	ctx  context.Context
	file string

	mu     sync.Mutex
	faults []string // what the console complained about, and requests
}

// openPage writes the report as a page and opens it in a tab of its own, in a
// window of that width. At the end of the test the console must be empty, and
// nothing but the file itself may have been asked for.
func openPage(t testing.TB, browser context.Context, r *Report, width int) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "page.html")
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := writeHTML(out, r); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	p := &tab{TB: t, file: "file://" + file}
	whole, closeTab := chromedp.NewContext(browser, chromedp.WithListener(p.watch))
	t.Cleanup(closeTab)
	ctx, cancel := context.WithTimeout(whole, patience)
	t.Cleanup(cancel)
	p.ctx = ctx
	if err := chromedp.Do(whole); err != nil { // opens the tab, which lives as long as this context
		t.Fatal(err)
	}
	p.run(command(network.Enable, network.EnableParams{}), command(log.Enable, cdp.Empty{}), chromedp.EmulateViewport(int64(width), 900))
	p.load("")
	t.Cleanup(p.checkFaults)
	return p
}

// load opens the page with a fragment and waits until it is built.
func (p *tab) load(fragment string) {
	p.Helper()
	p.run(
		chromedp.Navigate("about:blank"), // from the same file, another fragment alone would not load anything
		chromedp.Navigate(p.file+fragment),
		chromedp.WaitReady(chromedp.CSS("html[data-ready]")),
	)
}

// watch collects every complaint of the page.
func (p *tab) watch(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.faults = append(p.faults, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		p.faults = append(p.faults, fmt.Sprintf("console.%s", e.Type))
	case *log.EventEntryAdded:
		p.faults = append(p.faults, "log: "+e.Entry.Text)
	case *network.EventRequestWillBeSent:
		if url := e.Request.URL; !strings.HasPrefix(url, p.file) && url != "about:blank" {
			p.faults = append(p.faults, "request: "+url)
		}
	}
}

func (p *tab) checkFaults() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, fault := range p.faults {
		p.Errorf("the page complains: %s", fault)
	}
}

// command makes an action of a command of the browser's protocol.
func command[P, R any](c cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, c, params)
		return err
	})
}

func (p *tab) run(actions ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.Fatal(err)
	}
}

// await waits until a JavaScript expression is true.
func (p *tab) await(expression string) {
	p.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[chromedp.Void](expression+" || undefined", chromedp.WithPollingTimeout(patience/2))); err != nil {
		p.Fatalf("waiting for %s: %v", expression, err)
	}
}

// eval evaluates a JavaScript expression.
func eval[T any](p *tab, expression string) T {
	p.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return value
}

// text returns the text of the first element that a selector matches.
func (p *tab) text(selector string) string {
	p.Helper()
	return eval[string](p, fmt.Sprintf(`document.querySelector(%q)?.textContent ?? ""`, selector))
}

// timeRange is what the timeline shows, in ns.
type timeRange struct{ From, To float64 }

func (r timeRange) length() float64 { return r.To - r.From }

func (p *tab) timeRange() timeRange {
	p.Helper()
	const chart = `document.querySelector(".chart").dataset`
	return timeRange{eval[float64](p, "Number("+chart+".from)"), eval[float64](p, "Number("+chart+".to)")}
}

// awaitRange waits until the timeline shows another range than before, and
// returns it.
func (p *tab) awaitRange(before timeRange) timeRange {
	p.Helper()
	p.await(fmt.Sprintf(`(d => Number(d.from) !== %.0f || Number(d.to) !== %.0f)(document.querySelector(".chart").dataset)`, before.From, before.To))
	return p.timeRange()
}

// awaitLength waits until the length of what the timeline shows compares so.
func (p *tab) awaitLength(operator string, length float64) {
	p.Helper()
	p.await(fmt.Sprintf(`(d => d.to - d.from %s %.0f)(document.querySelector(".chart").dataset)`, operator, length))
}

// zoomIn shows half of the recording, from its middle.
func (p *tab) zoomIn() {
	p.Helper()
	whole := p.timeRange().length()
	p.key("+++")
	p.awaitLength("<", whole/2)
}

// point returns where in the window the row of a lane shows a time.
func (p *tab) point(row string, at time.Duration) (x, y float64) {
	p.Helper()
	type spot struct{ X, Y float64 }
	s := eval[spot](p, fmt.Sprintf(`(() => {
		const chart = document.querySelector(".chart");
		chart.scrollIntoView({block: "center"});
		const plot = chart.querySelector(".plot").getBoundingClientRect();
		const label = chart.querySelector('[data-row="%s"]').getBoundingClientRect();
		const {from, to} = chart.dataset;
		return {x: plot.left + plot.width * (%d - from) / (to - from), y: label.top + label.height / 2};
	})()`, row, at))
	return s.X, s.Y
}

func (p *tab) hover(row string, at time.Duration) {
	p.Helper()
	x, y := p.point(row, at)
	p.run(chromedp.MouseEvent(chromedp.MouseMoved, x, y))
}

func (p *tab) drag(row string, from, to time.Duration) {
	p.Helper()
	x0, y := p.point(row, from)
	x1, _ := p.point(row, to)
	p.run(
		chromedp.MouseEvent(chromedp.MousePressed, x0, y, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseMoved, (x0+x1)/2, y, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseMoved, x1, y, chromedp.ButtonLeft),
		chromedp.MouseEvent(chromedp.MouseReleased, x1, y, chromedp.ButtonLeft),
	)
}

func (p *tab) wheel(row string, at time.Duration, delta float64, modifiers chromedp.Modifier) {
	p.Helper()
	x, y := p.point(row, at)
	p.run(chromedp.MouseEvent(chromedp.MouseWheel, x, y, chromedp.ButtonModifiers(modifiers), func(params *input.DispatchMouseEventParams) {
		params.DeltaX, params.DeltaY = 0.001, delta // the protocol wants both, and a zero is not sent
	}))
}

// key presses a key while the timeline has the focus.
func (p *tab) key(keys string) {
	p.Helper()
	p.run(chromedp.Focus(chromedp.CSS(".chart")), chromedp.KeyEvent(keys))
}

// focusSearch presses the slash alone: KeyEvent would also send the character,
// which a browser drops when the page handles the key.
func (p *tab) focusSearch() {
	p.Helper()
	slash := input.DispatchKeyEventParams{Type: input.DispatchKeyEventTypeRawKeyDown, Key: "/"}
	p.run(chromedp.Focus(chromedp.CSS(".chart")), command(input.DispatchKeyEvent, slash))
	p.await(`document.activeElement.type === "search"`)
}

// pixel returns the colour in the middle of a lane's row at a time.
func (p *tab) pixel(row string, at time.Duration) colour {
	p.Helper()
	x, y := p.point(row, at)
	return eval[colour](p, fmt.Sprintf(`(() => {
		const canvas = document.querySelector(".plot canvas");
		const box = canvas.getBoundingClientRect();
		const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", {willReadFrequently: true});
		copy.drawImage(canvas, 0, 0);
		const [r, g, b] = copy.getImageData(Math.floor(%f - box.left), Math.floor(%f - box.top), 1, 1).data;
		return r << 16 | g << 8 | b;
	})()`, x, y))
}

func (p *tab) expectPixel(row string, at time.Duration, want colour) {
	p.Helper()
	if got := p.pixel(row, at); got != want {
		p.Errorf("row %s at %v is %s, want %s", row, at, got.hex(), want.hex())
	}
}
