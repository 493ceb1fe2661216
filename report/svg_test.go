package report

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"io"
	"testing"
)

// TestXML checks that every picture and chart is well-formed, whatever lanes
// are called, that its texts come out as they were laid out, and that it holds
// nothing but shapes.
func TestXML(t *testing.T) {
	eachSample(t, func(t *testing.T, _ string, r *Report) {
		s, err := layOut(r, defaultView())
		if err != nil {
			t.Fatal(err)
		}
		texts := checkXML(t, written(t, format(t, "svg"), r))
		if len(texts) != len(s.labels) {
			t.Fatalf("%d texts, want %d", len(texts), len(s.labels))
		}
		for i, l := range s.labels {
			if texts[i] != l.text {
				t.Errorf("text %q, want %q", texts[i], l.text)
			}
		}
	})
}

// checkXML returns the texts of an SVG document.
func checkXML(t *testing.T, svg []byte) (texts []string) {
	t.Helper()
	harmless := map[string]bool{"svg": true, "style": true, "path": true, "text": true}
	d := xml.NewDecoder(bytes.NewReader(svg))
	inText := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			t.Fatalf("at byte %d: %v", d.InputOffset(), err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if !harmless[token.Name.Local] {
				t.Errorf("element %s", token.Name.Local)
			}
			if inText = token.Name.Local == "text"; inText {
				texts = append(texts, "")
			}
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				texts[len(texts)-1] += string(token)
			}
		}
	}
}

// TestPNG decodes what is written. SVG, from the same scene and painter, is
// tested with more: pixels are slow under the race detector.
func TestPNG(t *testing.T) {
	for _, name := range []string{"empty", "pool"} {
		r := samples[name](t)
		s, err := layOut(r, defaultView())
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(written(t, format(t, "png"), r)))
		if err != nil {
			t.Fatal(err)
		}
		if size := picture.Bounds().Size(); size.X != 2*int(s.width) || size.Y != int(2*s.height) {
			t.Errorf("size %v, want twice %v × %v", size, s.width, s.height)
		}
		for _, r := range s.rects {
			if r.right-r.left != swatchWidth || r.pattern != solid {
				continue // not of the legend, on which nothing else is painted
			}
			red, green, blue, _ := picture.At(int(r.left+r.right), int(r.top+r.bottom)).RGBA()
			if got := colour(red>>8<<16 | green>>8<<8 | blue>>8); got != r.fill {
				t.Errorf("the legend's %v %v is %s, want %s", r.state, r.reason, got.hex(), r.fill.hex())
			}
		}
	}
}
