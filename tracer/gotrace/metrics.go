package gotrace

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/exp/trace"

	"ctrace/tracer/timeline"
)

// pointDistance is the least time between two points of a metric: the heap's
// size is traced with every span that is allocated.
const pointDistance timeline.Duration = 1e6

// metric is a series in the making.
type metric struct {
	points  []timeline.Point
	last    timeline.Point // the latest value
	skipped bool           // last is not among the points
}

// metric adds a point of a metric.
func (r *reader) metric(ev *trace.Event) {
	sample := ev.Metric()
	if sample.Value.Kind() != trace.ValueUint64 {
		return
	}
	m := r.metrics[sample.Name]
	if m == nil {
		m = &metric{}
		r.metrics[sample.Name] = m
	}
	m.add(timeline.Point{Time: r.now, Value: sample.Value.Uint64()})
}

func (m *metric) add(p timeline.Point) {
	m.last = p
	n := len(m.points)
	m.skipped = n > 0 && p.Time-m.points[n-1].Time < pointDistance
	if !m.skipped {
		m.points = append(m.points, p)
	}
}

// addSeries adds all metrics, each with its last value.
func (r *reader) addSeries() {
	for _, name := range slices.Sorted(maps.Keys(r.metrics)) {
		m := r.metrics[name]
		if m.skipped {
			m.points = append(m.points, m.last)
		}
		_, unit, _ := strings.Cut(name, ":")
		r.b.Series(timeline.Series{Name: name, Unit: unit, Lane: r.process.lane, Points: m.points})
	}
}

// sample adds where the profiler's timer found a goroutine, or a thread that
// had none.
func (r *reader) sample(ev *trace.Event) {
	s := timeline.Sample{Time: r.now, Lane: r.process.lane, Stack: r.sites.get(siteKey{stack: ev.Stack()}).stack}
	if g := r.current(ev); g != nil {
		s.Lane = g.lane
	} else if t := r.threads.get(int64(ev.Thread())); t != nil {
		s.Lane = t.lane
	}
	r.b.Sample(s)
}
