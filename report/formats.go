package report

import (
	"io"

	"ctrace/tracer/lang"
)

// Format is a way to write a report to a file.
type Format struct {
	Name  string    // as in the flag and the file's ending: "svg"
	Doc   lang.Text // one line about it
	Write func(io.Writer, *Report) error
}

// Formats lists the formats, the one for reading first.
func Formats() []Format {
	return []Format{
		{"html", lang.T("an interactive page in one file"), writeHTML},
		{"svg", lang.T("the Gantt chart as a picture that scales"), writeSVG},
		{"png", lang.T("the Gantt chart as pixels, at twice the density of a plain screen"), writePNG},
		{"json", lang.T("where each lane's time went, for programs (schema %s)", summarySchema), writeJSON},
		{"csv", lang.T("every interval as a row, for spreadsheets"), writeCSV},
		{"spans", lang.T("the spans and what happened in them, as OTLP JSON lines that Jaeger opens"), writeSpans},
	}
}
