package python_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"ctrace/scenarios"
	"ctrace/scenarios/python"
)

// text returns the program of a scenario with settings.
func text(t *testing.T, s *scenarios.Scenario, speed float64, settings ...string) (string, error) {
	t.Helper()
	args, err := s.Args(speed, settings)
	if err != nil {
		t.Fatal(err)
	}
	_, text, err := python.Text(s, args)
	return text, err
}

// TestTextIsTheListing holds that the programs run as the course has them unless
// something else is asked for.
func TestTextIsTheListing(t *testing.T) {
	for s := range scenarios.All() {
		_, listing, _ := python.Program(s.Name)
		if got, err := text(t, s, 1); err != nil || got != listing {
			t.Errorf("%s: it is not the listing; %v", s.Name, err)
		}
	}
}

// withoutForm are the parameters that the course's programs do not take.
var withoutForm = map[string]bool{"deadlock threads": true}

// TestTextTakesSpeedAndParameters holds that each of them changes the program, and no
// line's place, or that it is refused with a way out.
func TestTextTakesSpeedAndParameters(t *testing.T) {
	for s := range scenarios.All() {
		_, listing, _ := python.Program(s.Name)
		changed, err := text(t, s, 4)
		sameLines(t, s.Name+" at another speed", listing, changed)
		if err != nil || changed == listing {
			t.Errorf("%s: the speed changes nothing; %v", s.Name, err)
		}
		for _, p := range s.Params {
			value := p.Min
			if value == p.Default {
				value = p.Max
			}
			what := s.Name + " " + p.Name
			got, err := text(t, s, 1, fmt.Sprintf("%s=%d", p.Name, value))
			switch {
			case withoutForm[what]:
				if err == nil || !strings.Contains(err.Error(), "without --python") {
					t.Errorf("%s: %v, want an error with a way out", what, err)
				}
			case err != nil || got == listing:
				t.Errorf("%s changes nothing; %v", what, err)
			default:
				sameLines(t, what, listing, got)
			}
		}
	}
}

func sameLines(t *testing.T, what, a, b string) {
	t.Helper()
	if strings.Count(a, "\n") != strings.Count(b, "\n") {
		t.Errorf("%s: there are %d lines, not %d", what, strings.Count(b, "\n"), strings.Count(a, "\n"))
	}
}

// TestChangedTextRuns runs programs with every setting changed, and compares what
// they print with what they would have to.
func TestChangedTextRuns(t *testing.T) {
	python3 := interpreter(t)
	for _, test := range []struct{ scenario, settings, want string }{
		{"as-completed", "tasks=4", "Résultat de la tâche 3\nRésultat de la tâche 1\nRésultat de la tâche 4\nRésultat de la tâche 2\n"},
		{"async-shared", "coroutines=2 rounds=4", "Sans Lock : … au lieu de 8\nAvec Lock : 8\n"},
		{"asyncio-io", "requests=5", "5 réponses\n"},
		{"blocking-loop", "others=2 rounds=1 sleep=1", "Coroutine 1 terminée\nCoroutine 2 terminée\n"},
		{"cpu-bound", "jobs=2 cpu=40", "sequential : 2 tâches terminées\nthreads : 2 tâches terminées\nprocesses : 2 tâches terminées\ncoroutines : 2 tâches terminées\n"},
		{"gather", "tasks=2", "Tâche 1 démarrée\nTâche 2 démarrée\nTâche 1 terminée après 2 secondes\nTâche 2 terminée après 3 secondes\n"},
		{"gil", "threads=2 cpu=40", "2 threads terminés\n"},
		{"hello", "", "Hello\nWorld\n"},
		{"io-bound", "requests=2", "sequential : 2 tâches terminées\nthreads : 2 tâches terminées\nprocesses : 2 tâches terminées\ncoroutines : 2 tâches terminées\n"},
		{"lock", "threads=2 rounds=4", "Sans Lock : … au lieu de 8\nAvec Lock : 8\n"},
		{"memory", "workers=3 rounds=2", "Processus : les enfants lisent [2, 2, 2], le parent lit 0\nThreads : le parent lit 6\n"},
		{"pipe", "rounds=2", "La balle a été frappée 4 fois\n"},
		{"pool", "workers=2 items=3 cpu=10", "[1, 4, 9]\n"},
		{"process", "cpu=10", "Tâche du processus\n"},
		{"processes-cpu", "processes=2 cpu=40", "2 processus terminés\n"},
		{"producer-consumer", "items=11 maxsize=3", "11 éléments consommés\n"},
		{"queue", "items=2 places=1", "Consommés : [1, 2, 3, 4]\n"},
		{"semaphore", "tasks=3 limit=1", "Téléchargement 1\nTéléchargement 2\nTéléchargement 3\n"},
		{"shared-lock", "processes=3 rounds=2", "Sans Lock : … au lieu de 6\nAvec Lock : 6\n"},
		{"threads", "threads=1", "[1]\n"},
		{"threads-io", "threads=4", "4 réponses\n"},
		{"timeout", "", "quick() : résultat\nslow() est annulée et range\nslow() : TimeoutError\n"},
		{"to-thread", "calls=1", "Appel 1 terminé\n"},
	} {
		t.Run(test.scenario, func(t *testing.T) {
			t.Parallel()
			program, err := text(t, scenarios.Find(test.scenario), 4, strings.Fields(test.settings)...)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "program.py")
			if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
				t.Fatal(err)
			}
			command := exec.CommandContext(t.Context(), python3, "-B", file)
			command.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8")
			before, after, _ := strings.Cut(test.want, "…") // how many updates get lost is chance
			out, err := command.CombinedOutput()
			if err != nil || !strings.HasPrefix(string(out), before) || !strings.HasSuffix(string(out), after) {
				t.Errorf("%v: printed %q, want %q", err, out, test.want)
			}
		})
	}
}
