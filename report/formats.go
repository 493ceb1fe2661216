package report

import "io"

// Format is a way to write a report to a file.
type Format struct {
	Name  string // as in the flag and the file's ending: "svg"
	Doc   string // one line about it
	Write func(io.Writer, *Report) error
}

// Formats lists the formats, the one for reading first.
func Formats() []Format {
	return []Format{
		{"html", "an interactive page in one file", writeHTML},
		{"svg", "the Gantt chart as a picture that scales", writeSVG},
		{"png", "the Gantt chart as pixels, at twice the density of a plain screen", writePNG},
		{"json", "where each lane's time went, for programs (schema " + summarySchema + ")", writeJSON},
		{"csv", "every interval as a row, for spreadsheets", writeCSV},
	}
}
