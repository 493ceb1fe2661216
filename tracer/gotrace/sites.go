package gotrace

import (
	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// site is a place in the code and, where something blocks there, why.
type site struct {
	key      siteKey
	stack    timeline.StackID
	root     string          // the outermost function, "" if there is no stack
	reason   timeline.Reason // for the key's word
	detail   timeline.TextID
	inferred timeline.Reason // from the stack alone
}

// siteKey identifies a site within one generation of the trace, and nowhere
// else: the handle of a stack points into its generation's tables.
type siteKey struct {
	stack trace.Stack
	word  string // the runtime's reason, or ""
}

// siteCache holds the sites that one goroutine was at last. Most goroutines
// block at very few places, so that most look-ups end here.
type siteCache [2]*site

// sites translates stacks and words, each once per generation.
type sites struct {
	b        *timeline.Builder
	warnings *warnings
	byKey    map[siteKey]*site
	origins  map[originKey]*origin
	frames   []timeline.Frame // scratch
}

func newSites(b *timeline.Builder, w *warnings) sites {
	return sites{b: b, warnings: w, byKey: map[siteKey]*site{}, origins: map[originKey]*origin{}}
}

// reset forgets everything, since a new generation begins. Sites that are still
// in some goroutine's cache match no key any more, and let the old generation's
// tables go.
func (s *sites) reset() {
	for _, site := range s.byKey {
		site.key = siteKey{word: staleWord}
	}
	clear(s.byKey)
	clear(s.origins)
}

// staleWord is no word of the runtime's.
const staleWord = "\x00stale"

// siteOf returns the site with this stack and word. The cache is one of g's;
// g gets its name from the first stack that is seen of it.
func (r *reader) siteOf(g *goroutine, cache *siteCache, stack trace.Stack, word string) *site {
	if s := cache[0]; s != nil && s.key.stack == stack && s.key.word == word {
		return s
	}
	if s := cache[1]; s != nil && s.key.stack == stack && s.key.word == word {
		cache[0], cache[1] = s, cache[0]
		return s
	}
	s := r.sites.get(siteKey{stack, word})
	cache[0], cache[1] = s, cache[0]
	if !g.named && s.root != "" {
		r.name(g, s.root)
	}
	return s
}

func (s *sites) get(key siteKey) *site {
	if known, ok := s.byKey[key]; ok {
		return known
	}
	frames := s.framesOf(key.stack)
	at := &site{key: key, stack: s.b.Stack(frames), inferred: infer(frames)}
	if n := len(frames); n > 0 {
		at.root = frames[n-1].Func
	}
	reason, detail, known := explain(key.word, at.inferred)
	at.reason, at.detail = reason, s.b.Text(detail)
	if !known {
		s.warnings.Say("the runtime's reason %q is unknown to this program: shown as other", key.word)
	}
	s.byKey[key] = at
	return at
}

// framesOf returns the frames of a stack, innermost first. The slice is
// overwritten by the next call.
func (s *sites) framesOf(stack trace.Stack) []timeline.Frame {
	s.frames = s.frames[:0]
	for f := range stack.Frames() {
		s.frames = append(s.frames, timeline.Frame{Func: f.Func, File: f.File, Line: int(f.Line)})
	}
	return s.frames
}
