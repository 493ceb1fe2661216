package lang

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// TestStandardErrors provokes errors of the standard library: what they say is
// made of parts that the library itself has filled in.
func TestStandardErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for want, try := range map[string]func() error{
		"impossible d'ouvrir " + file + "/x : n'est pas un dossier":                            func() error { _, err := os.Open(file + "/x"); return err },
		"impossible de lire " + dir + " : est un dossier":                                      func() error { _, err := os.ReadFile(dir); return err },
		"impossible d'examiner " + dir + "/x : aucun fichier ou dossier de ce nom":             func() error { _, err := os.Stat(dir + "/x"); return err },
		"impossible de créer le dossier " + dir + " : le fichier existe déjà":                  func() error { return os.Mkdir(dir, 0o700) },
		"impossible de supprimer " + dir + " : le dossier n'est pas vide":                      func() error { return os.Remove(dir) },
		"impossible de renommer x en " + dir + "/y : aucun fichier ou dossier de ce nom":       func() error { return os.Rename("x", dir+"/y") },
		"impossible de lancer ./x : aucun fichier ou dossier de ce nom":                        func() error { return exec.Command("./x").Run() },
		"impossible de lancer ctrace-x : commande introuvable dans $PATH":                      func() error { return exec.Command("ctrace-x").Run() },
		"x : aucun fichier ou dossier de ce nom (readlink)":                                    func() error { _, err := os.Readlink("x"); return err },
		"x et " + dir + "/file : le fichier existe déjà (symlink)":                             func() error { return os.Symlink("x", file) },
		"impossible de se connecter à 127.0.0.1:1 : connexion refusée (appel système connect)": func() error { _, err := net.DialTimeout("tcp", "127.0.0.1:1", time.Minute); return err },
		"12x n'est pas un nombre : syntaxe incorrecte":                                         func() error { _, err := strconv.Atoi("12x"); return err },
		"ce n'est plus du JSON à partir de l'octet 3":                                          func() error { return json.Unmarshal([]byte("[1}"), new(any)) },
		"le champ A du JSON ne peut pas contenir : string":                                     func() error { return json.Unmarshal([]byte(`{"A": "x"}`), new(struct{ A int })) },
	} {
		if got := plainSpaces(Describe(try(), French)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if got := Describe(errors.New("of another package"), French); got != "of another package" {
		t.Errorf("an error that nobody knows is said as %q", got)
	}
}
