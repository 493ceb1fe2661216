//go:build unix

package multiprocessing

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
)

// misplaced has a shared object where its child cannot find it.
type misplaced struct {
	Lock *Lock `json:"-"`
}

var usesMisplaced = Func("usesMisplaced", func(context.Context, misplaced) (None, error) { return None{}, nil })

func TestMisplacedSharedObject(t *testing.T) {
	ctx := testContext(t)
	lock := ok(NewLock())
	defer lock.Close()
	printed := captured(t, &os.Stderr, func() {
		if err := start(t, ctx, "Process-1", usesMisplaced, misplaced{lock}).Join(ctx); !errors.As(err, new(*ExitError)) {
			t.Errorf("Join: %v", err)
		}
	})
	if !strings.Contains(printed, "exported fields that JSON keeps") {
		t.Errorf("printed %q", printed)
	}
}
