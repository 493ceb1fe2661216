package timeline_test

import (
	"encoding/json"
	"errors"
	"testing"

	"ctrace/tracer/timeline"
)

func TestMessagesAreKept(t *testing.T) {
	for _, m := range []timeline.Message{
		{},
		timeline.Say("100 % of it"),
		timeline.Say("%d of %s took %.1f s", 3, "a\nb", 0.5),
		timeline.Say("%s: %v", "x", timeline.Say("%q: %v", "y", errors.New("broken"))),
		timeline.Say("%d and %d", int64(1)<<62, -1),
		timeline.Say("%v", timeline.Say("no argument")),
	} {
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var kept timeline.Message
		if err := json.Unmarshal(text, &kept); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if again, _ := json.Marshal(kept); string(again) != string(text) {
			t.Errorf("%s is then %s", text, again)
		}
		if kept.Format != m.Format || kept.String() != m.String() || len(kept.Args) != len(m.Args) {
			t.Errorf("%#v became %#v", m, kept)
		}
	}
	for _, damaged := range []string{"1", "[]", "null", `{"format": "%999d", "args": [1]}`, `{"format": "%*d", "args": [999, 1]}`, `{"format": 1}`, `{"format": "%d", "args": [{"format": []}]}`} {
		if err := json.Unmarshal([]byte(damaged), new(timeline.Message)); err == nil {
			t.Errorf("%s is taken for a message", damaged)
		}
	}
}
