package report

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// saidByPage returns every text and title of the page but code, names and what the
// program printed.
const saidByPage = `(() => {
	const said = [];
	const visit = (node) => {
		if (node instanceof Text) {
			said.push(node.data);
		} else if (!node.matches("code, pre, .stack, #content, script, style, noscript, .listing h3, bdi")) {
			said.push(...["title", "aria-label", "placeholder", "data-unprinted"].map((name) => node.getAttribute(name) ?? ""));
			node.childNodes.forEach(visit);
		}
	};
	visit(document.body);
	return said.filter((text) => text.trim() !== "").map((text) => text.replace(/\u00a0/g, " "));
})()`

// testLanguage holds that the switch changes all that the page says, and nothing
// else, without loading it again.
func testLanguage(t *testing.T, p *tab) {
	eval[bool](p, `window.stayed = true`)
	before := p.timeRange()
	p.key(kb.ArrowDown)
	p.key("+")
	zoomed := p.awaitRange(before)
	p.drag(mainRow, 500*time.Millisecond, 1500*time.Millisecond)
	p.await(`document.querySelectorAll(".selected table").length === 2`)
	picked := eval[string](p, `document.querySelector(".chart").dataset.picked`)
	english := eval[[]string](p, saidByPage)

	p.switchTo("fr")
	if got := p.timeRange(); got != zoomed {
		t.Errorf("the view changed from %v to %v", zoomed, got)
	}
	if got := eval[string](p, `document.querySelector(".chart").dataset.picked`); got != picked {
		t.Errorf("interval %s is picked, was %s", got, picked)
	}
	p.await(`document.querySelectorAll(".selected table").length === 2`)
	p.await(`location.hash.includes("lang=fr")`)
	if !eval[bool](p, `document.activeElement.matches(".languages [lang=fr]")`) {
		t.Error("the switch has lost the focus")
	}
	p.hover(thirdTask, 500*time.Millisecond)
	p.await(`!document.querySelector(".tooltip").hidden`)
	p.key("?")
	p.await(`document.querySelector("dialog").open`)
	checkFrench(t, eval[[]string](p, saidByPage))
	p.run(chromedp.KeyEvent(kb.Escape))
	hash := eval[string](p, `location.hash`)
	if !eval[bool](p, `window.stayed === true`) {
		t.Error("the page was loaded again")
	}

	p.switchTo("en")
	p.await(`document.querySelectorAll(".selected table").length === 2`)
	p.run(chromedp.MouseEvent(chromedp.MouseMoved, 5, 5))
	if got := eval[[]string](p, saidByPage); !slices.Equal(got, english) {
		t.Errorf("in English again the page says\n%q\nit said\n%q", got, english)
	}
	p.await(`!location.hash.includes("lang=")`)
	p.load(hash)
	if got := eval[string](p, `document.documentElement.lang`); got != "fr" {
		t.Errorf("%s opens the page in %q", hash, got)
	}
}

// switchTo chooses a language by the page's switch.
func (p *tab) switchTo(tag string) {
	p.Helper()
	p.run(chromedp.Click(chromedp.CSS(".languages [lang=" + tag + "]")))
	p.await(`document.documentElement.lang === "` + tag + `"`)
}

// testFrenchReport holds that a page opens in the language of its report.
func testFrenchReport(t *testing.T, p *tab) {
	if got := eval[string](p, `document.documentElement.lang`); got != "fr" {
		t.Errorf("the page is in %q", got)
	}
	checkFrench(t, eval[[]string](p, saidByPage))
	p.switchTo("en")
	p.await(`location.hash.includes("lang=en")`)
}

// checkFrench holds that what a page says holds no English message.
func checkFrench(t *testing.T, said []string) {
	t.Helper()
	if len(said) < 50 {
		t.Fatalf("the page says only %q", said)
	}
	for _, word := range englishWords(t) {
		for _, text := range said {
			if word.MatchString(text) && !slices.Contains(sampleMessages, text) {
				t.Errorf("%q is in English: it holds %v", text, word)
			}
		}
	}
}

var translation = regexp.MustCompile(`(?m)^  "(.*?)": "(.*)",$`)

// englishWords returns what no French page says: what the page's script says in
// English and the titles of states and reasons, as far as they differ in French.
func englishWords(t *testing.T) []*regexp.Regexp {
	t.Helper()
	catalogue, err := os.ReadFile("page/src/french.ts")
	if err != nil {
		t.Fatal(err)
	}
	both := [][2]string{}
	for _, entry := range translation.FindAllStringSubmatch(string(catalogue), -1) {
		both = append(both, [2]string{entry[1], entry[2]})
	}
	for s := range timeline.NumStates {
		both = append(both, [2]string{stateTitle(s).In(lang.English), stateTitle(s).In(lang.French)})
	}
	for r := range timeline.NumReasons {
		both = append(both, [2]string{reasonTitle(r).In(lang.English), reasonTitle(r).In(lang.French)})
	}
	var words []*regexp.Regexp
	for _, texts := range both {
		for _, part := range regexp.MustCompile(`[{}\d¦]+`).Split(texts[0], -1) {
			part = strings.Trim(part, " ,.:;")
			if len(part) > 2 && !strings.Contains(texts[1], part) {
				words = append(words, regexp.MustCompile(`(^|[^\pL])`+regexp.QuoteMeta(part)+`($|[^\pL])`))
			}
		}
	}
	if len(words) < 100 {
		t.Fatalf("only %d English words are known", len(words))
	}
	return words
}

// sampleMessages are what sayingReport's timeline tells, which no catalogue has.
var sampleMessages = []string{"the first 2 ms of process 4127 are not covered", "not recorded in this version"}

// sayingReport is gatherReport with hardly anything that stays English in French.
func sayingReport(t testing.TB) *Report {
	r := gatherReport(t)
	r.Answer, r.Command = lang.Data("3,00 s"), []string{"ctrace"}
	for i := range r.Claims {
		r.Claims[i].Text, r.Claims[i].Measured = lang.Data("…"), lang.Data("…")
	}
	r.Notes = nil
	return r
}
