//go:build linux

package lang

import (
	"strings"
	"syscall"
	"testing"
)

// TestSystemSpeaksFrench holds that every word of the operating system has a
// translation.
func TestSystemSpeaksFrench(t *testing.T) {
	french := catalogueOf(t)
	count := 0
	check := func(word, unknown string) {
		if strings.HasPrefix(word, unknown) {
			return // the system has no such number
		}
		count++
		if _, ok := french[word]; !ok {
			t.Errorf("no translation of %q", word)
		}
	}
	for n := 1; n < 256; n++ {
		check(syscall.Errno(n).Error(), "errno ")
		check(syscall.Signal(n).String(), "signal ")
	}
	if count < 150 {
		t.Errorf("the system has only %d words", count)
	}
}
