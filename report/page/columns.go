package page

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/binary"
	"strings"

	"ctrace/tracer/timeline"
)

// table collects rows of integers and stores them by column.
type table struct {
	rows    int
	columns [][]byte
}

func newTable(width int) *table { return &table{columns: make([][]byte, width)} }

// add adds a row of as many values as the table has columns.
func (t *table) add(values ...int64) {
	t.rows++
	for i, v := range values {
		t.columns[i] = binary.AppendVarint(t.columns[i], v)
	}
}

// join returns the tables one after the other, compressed, in base64.
func join(tables []*table) (string, error) {
	var out bytes.Buffer
	text := base64.NewEncoder(base64.StdEncoding, &out)
	zip := gzip.NewWriter(text)
	for _, t := range tables {
		if _, err := zip.Write(binary.AppendUvarint(nil, uint64(t.rows))); err != nil {
			return "", err
		}
		for _, column := range t.columns {
			if _, err := zip.Write(column); err != nil {
				return "", err
			}
		}
	}
	if err := zip.Close(); err != nil {
		return "", err
	}
	if err := text.Close(); err != nil {
		return "", err
	}
	return out.String(), nil
}

// docs numbers what is told about lanes; number 0 is the empty text.
type docs struct {
	list  []Text
	index map[string]int64
}

func newDocs() *docs { return &docs{list: []Text{nil}, index: map[string]int64{}} }

func (d *docs) id(m timeline.Message) int64 {
	if m.Empty() {
		return 0
	}
	said := told(m)
	key := strings.Join(said, "\x00")
	id, ok := d.index[key]
	if !ok {
		id = int64(len(d.list))
		d.list = append(d.list, said)
		d.index[key] = id
	}
	return id
}

// texts numbers strings; number 0 is the empty one.
type texts struct {
	list  []string
	index map[string]int64
}

func newTexts() *texts { return &texts{list: []string{""}, index: map[string]int64{"": 0}} }

func (t *texts) id(s string) int64 {
	id, ok := t.index[s]
	if !ok {
		id = int64(len(t.list))
		t.list = append(t.list, s)
		t.index[s] = id
	}
	return id
}
