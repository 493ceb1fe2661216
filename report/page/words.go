package page

import "ctrace/tracer/timeline"

// Words are what people call the model's values, by their numbers, so that the
// page names them as every other output does. Waiting names a wait by its reason.
type Words struct {
	Kinds   []Text `json:"kinds"`
	States  []Text `json:"states"`
	Reasons []Text `json:"reasons"`
	Waiting []Text `json:"waiting"`
	Ranges  []Text `json:"ranges"`
	Origins []Text `json:"origins"`
}

// vocabulary is what people call the model's values, and what JSON, CSV and the
// page's style do.
type vocabulary struct {
	Words
	Names names `json:"names"`
}

// names are the model's own words by their number.
type names struct {
	Kinds   []string `json:"kinds"`
	States  []string `json:"states"`
	Reasons []string `json:"reasons"`
}

func modelNames() names {
	return names{
		Kinds:   list(timeline.NumKinds),
		States:  list(timeline.NumStates),
		Reasons: list(timeline.NumReasons),
	}
}

// list returns the words of all values below end.
func list[T interface {
	~uint8
	String() string
}](end T) []string {
	var words []string
	for v := range end {
		words = append(words, v.String())
	}
	return words
}
