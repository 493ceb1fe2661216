package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wcharczuk/go-chart/v2"
)

// writeSVG draws a report as SVG. It has a viewBox and no size of its own, so
// it scales to wherever it is put.
func writeSVG(w io.Writer, r *Report) error {
	s, err := layOut(r, defaultView())
	if err != nil {
		return err
	}
	canvas, err := chart.SVGWithCSS(svgStyle(s), "")(int(s.width), int(s.height))
	if err != nil {
		return err
	}
	p := &painter{r: canvas, scale: 1, write: writeSVGLabel}
	p.paint(s)
	return canvas.Save(w)
}

// writeSVGLabel writes a text by class, so that the reader's own fonts align it
// and not the metrics of one that the reader lacks.
func writeSVGLabel(p *painter, l label) {
	p.r.ResetStyle()
	p.r.SetClassName(svgClass(l))
	p.r.Text(escapeXML(l.text), p.whole(l.x), p.whole(l.y))
}

// escapeXML makes a text safe in SVG: go-chart writes it as it is.
func escapeXML(text string) string {
	var out strings.Builder
	if err := xml.EscapeText(&out, []byte(text)); err != nil {
		panic("report: a strings.Builder took no text: " + err.Error())
	}
	return out.String()
}

// The classes of texts, with a prefix of their own because a page that has the
// picture in it shares its style.
var (
	roleClasses = [numRoles]string{
		roleBody: "ct-body", roleTitle: "ct-title", roleAnswer: "ct-answer",
		roleStrong: "ct-strong", roleSmall: "ct-small", roleWord: "ct-word",
	}
	alignClasses = [...]string{alignStart: "ct-start", alignMiddle: "ct-middle", alignEnd: "ct-end"}
)

func svgClass(l label) string {
	return roleClasses[l.role] + " " + alignClasses[l.align] + " " + colourClass(l.colour)
}

func colourClass(c colour) string { return "ct-" + strings.TrimPrefix(c.hex(), "#") }

// svgStyle returns the style sheet of a scene's texts.
func svgStyle(s *scene) string {
	var css strings.Builder
	for role, class := range roleClasses {
		weight := 400
		if bold[role] {
			weight = 600
		}
		fmt.Fprintf(&css, ".%s{font:%d %gpx system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;"+
			"font-variant-numeric:tabular-nums}", class, weight, sizes[role])
	}
	for align, anchor := range [...]string{"start", "middle", "end"} {
		fmt.Fprintf(&css, ".%s{text-anchor:%s}", alignClasses[align], anchor)
	}
	var known []colour
	for _, l := range s.labels {
		if !slices.Contains(known, l.colour) {
			known = append(known, l.colour)
			fmt.Fprintf(&css, ".%s{fill:%s}", colourClass(l.colour), l.colour.hex())
		}
	}
	return css.String()
}
