package multiprocessing

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestCallText(t *testing.T) {
	for _, test := range []struct {
		args any
		want string
	}{
		{3, "f(3)"},
		{[]int{1, 2}, "f([1,2])"},
		{"a\x1b", `f("a\u001b")`},
		{None{}, "f()"},
		{2 * time.Second, "f(2s)"}, // It says itself how it is written.
		{strings.Repeat("é", 100), `f("` + strings.Repeat("é", 59) + "…)"},
	} {
		data, err := json.Marshal(test.args)
		if err != nil {
			t.Fatal(err)
		}
		if got := callText("f", test.args, data); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestFuncRefusesASecondOfTheSameName(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("two functions have one name")
		}
	}()
	Func(serve.name, func(context.Context, None) (None, error) { return None{}, nil })
}
