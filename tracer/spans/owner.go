package spans

import (
	"fmt"
	"hash/fnv"
	"time"

	"go.opentelemetry.io/otel/semconv/v1.43.0"
	commonpb "go.opentelemetry.io/proto/otlp/common/v1"

	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

// owner is the process that a resource describes.
type owner struct {
	service, instance, host string
	pid                     int64 // 0 if the resource does not say
	now                     Instant
}

func newOwner(resource []*commonpb.KeyValue) owner {
	word := func(key string) string { return lookup(resource, key).GetStringValue() }
	number := func(key string) int64 { return lookup(resource, key).GetIntValue() }
	return owner{
		service:  word(string(semconv.ServiceNameKey)),
		instance: word(string(semconv.ServiceInstanceIDKey)),
		host:     word(string(semconv.HostNameKey)),
		pid:      number(string(semconv.ProcessPIDKey)),
		now:      Instant{MonoNS: number(MonoKey), WallNS: number(WallKey), Boot: word(BootKey)},
	}
}

// lane returns the lane of the owner's process. Where no pid was recorded, the
// service stands for it, under an id made of its name.
func (o owner) lane(b *timeline.Builder) timeline.LaneID {
	lane := timeline.Lane{Kind: timeline.Process, PID: int(o.pid), ID: o.pid, Name: o.service, Parent: timeline.NoLane}
	if o.host != b.Clock().Host {
		lane.Host = o.host
	}
	if o.pid <= 0 {
		hash := fnv.New32a()
		fmt.Fprintf(hash, "%s\x00%s", o.service, o.instance)
		lane.PID, lane.ID = 0, -int64(hash.Sum32())
	}
	id := b.Lane(lane)
	if b.Get(id).Name == "" {
		b.Edit(id, func(l *timeline.Lane) { l.Name = o.service })
	}
	return id
}

// clockAt returns a clock whose Time 0 is the wall clock reading ns.
func (o owner) clockAt(ns uint64) timeline.Clock {
	clock := timeline.Clock{Host: o.host, Wall: time.Unix(0, int64(ns))}
	if o.now.Boot != "" {
		clock.Boot, clock.Mono = o.now.Boot, o.now.MonoNS+int64(ns)-o.now.WallNS
	}
	return clock
}

// century is further from the beginning than any span of a sane clock.
const century = uint64(100 * 365 * 24 * time.Hour)

// time converts a span's wall clock reading. Within one boot it goes by the
// monotonic clock, so that a step of the wall clock between two processes'
// starts moves nothing.
func (o owner) time(clock timeline.Clock, ns uint64) (timeline.Time, error) {
	origin := clock.Wall.UnixNano()
	if o.now.Boot != "" && o.now.Boot == clock.Boot {
		origin = clock.Mono - o.now.MonoNS + o.now.WallNS
	}
	if ns > 2*century || ns-uint64(origin)+century > 2*century {
		return 0, lang.Errorf("%d ns since 1970 is no time of this recording", ns)
	}
	return timeline.Time(int64(ns) - origin), nil
}
