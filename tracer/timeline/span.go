package timeline

// TraceKey and SpanKey are the ids of a trace and a span, as W3C Trace Context
// defines them. All zero means none.
type (
	TraceKey [16]byte
	SpanKey  [8]byte
)

// Origin says which instrumentation recorded a span.
type Origin uint8

// The origins of spans.
const (
	UnknownOrigin Origin = iota
	OpenTelemetry        // an OpenTelemetry span
	UserTask             // a runtime/trace task
	UserRegion           // a runtime/trace region
	NumOrigins
)

var originWords = [NumOrigins]string{"unknown", "opentelemetry", "task", "region"}

// String returns the origin's word.
func (o Origin) String() string { return word(originWords[:], int(o), "Origin") }

// Status is the outcome of a span, with the numbers of OTLP's StatusCode.
type Status uint8

// The outcomes.
const (
	StatusUnset Status = iota
	StatusOK
	StatusError
)

// SpanKind is the role of a span in a conversation between services, with the
// numbers of OTLP's SpanKind.
type SpanKind uint8

// The kinds of spans.
const (
	UnknownSpanKind SpanKind = iota
	InternalSpan
	ServerSpan
	ClientSpan
	ProducerSpan
	ConsumerSpan
	NumSpanKinds
)

// Span is named, nested work. Unlike an interval it may overlap others of its
// lane, and it says nothing about whether the lane ran.
type Span struct {
	Origin      Origin
	Kind        SpanKind
	Name        string
	Lane        LaneID // the lane that began it
	Start, End  Time
	Trace       TraceKey
	ID, Parent  SpanKey
	Status      Status
	Message     string // the status's description
	Attributes  []Attribute
	Events      []SpanEvent
	Links       []SpanLink
	StillOpened bool // its end was not recorded: End is the last instant at which it is known to have been open
}

// Attribute is a key and its value, rendered as text.
type Attribute struct{ Key, Value string }

// SpanEvent is something that happened at an instant of a span.
type SpanEvent struct {
	Time       Time
	Name       string
	Attributes []Attribute
}

// SpanLink points to a causally related span that is not the parent.
type SpanLink struct {
	Trace TraceKey
	Span  SpanKey
}

// LinkKind says what a link means.
type LinkKind uint8

// The kinds of links.
const (
	UnknownLink LinkKind = iota
	Wake                 // From made To runnable
	Create               // From created To
	Send                 // From sent what To received
	NumLinkKinds
)

var linkWords = [NumLinkKinds]string{"unknown", "wake", "create", "send"}

// String returns the kind's word.
func (k LinkKind) String() string { return word(linkWords[:], int(k), "LinkKind") }

// Link says that what From did at FromTime caused what To did at ToTime.
type Link struct {
	FromTime, ToTime Time
	From, To         LaneID
	Stack            StackID // of From, or NoStack
	Kind             LinkKind
}

// RangeKind is the kind of a range.
type RangeKind uint8

// The kinds of ranges.
const (
	UnknownRange RangeKind = iota
	GCRange                // a garbage collection is active
	StopTheWorld           // no goroutine may run
	OtherRange
	NumRangeKinds
)

var rangeWords = [NumRangeKinds]string{"unknown", "gc", "stop-the-world", "other"}

// String returns the kind's word.
func (k RangeKind) String() string { return word(rangeWords[:], int(k), "RangeKind") }

// Range is a phase of a runtime. Ranges overlap the states of lanes and must
// never be added to them.
type Range struct {
	Kind       RangeKind
	Name       string // as the runtime calls it
	Lane       LaneID // the process, thread or goroutine in whose scope it is
	Start, End Time
}

// Log is a message that the program wrote at an instant.
type Log struct {
	Time              Time
	Lane              LaneID
	Category, Message string
}

// Series is a metric over time, of one process.
type Series struct {
	Name   string // as the runtime calls it: "/gc/heap/live:bytes"
	Unit   string // bytes, threads, …
	Lane   LaneID // the process
	Points []Point
}

// Point is a metric's value from Time on.
type Point struct {
	Time  Time
	Value uint64
}

// Sample says where a lane was at an instant, taken by a profiler's timer.
type Sample struct {
	Time  Time
	Lane  LaneID
	Stack StackID
}

// Profile is an aggregated profile of one process, without times.
type Profile struct {
	Name  string // "wall"
	Unit  string // of the weights: "nanoseconds"
	Lane  LaneID // the process
	Rows  []ProfileRow
	Total int64
}

// ProfileRow is one distinct stack and what it weighs.
type ProfileRow struct {
	Stack  StackID
	Weight int64
}

// Source says whether a source recorded and, if it did not, why.
type Source struct {
	Name string
	On   bool
	Why  Message
	// Approximate marks a source that samples, so that what it says is drawn
	// and labelled as approximate.
	Approximate bool
}

// Warning is something that a reader of the timeline must know: what is
// missing, clipped or uncertain.
type Warning struct {
	Source string // which source says it
	Message
}
