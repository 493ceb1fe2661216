package asyncio

import (
	"context"
	"fmt"
	"time"

	"ctrace/tracer/timeline"
)

// Sleep suspends the calling coroutine for d. With d = 0 it lets every other
// coroutine that is ready run once.
func Sleep(ctx context.Context, d time.Duration) error {
	t := current(ctx)
	detail := fmt.Sprintf("%.4g s", d.Seconds())
	if d <= 0 {
		return t.suspend(ctx, nil, timeline.Sleep, detail)
	}
	p := &promise{loop: t.loop, name: "sleep"}
	timer := t.loop.timers.add(d, func() { p.settle(nil) })
	defer t.loop.timers.cancel(timer)
	return t.suspend(ctx, p, timeline.Sleep, detail)
}
