package spans

import (
	"encoding/base64"
	"strconv"
	"strings"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"

	"ctrace/tracer/timeline"
)

// attributes renders attributes as text.
func attributes(pairs []*commonpb.KeyValue) []timeline.Attribute {
	if len(pairs) == 0 {
		return nil
	}
	texts := make([]timeline.Attribute, len(pairs))
	for i, p := range pairs {
		texts[i] = timeline.Attribute{Key: p.Key, Value: text(p.Value)}
	}
	return texts
}

// text renders a value: strings as they are, lists as [a, b], maps as {k: v}.
func text(v *commonpb.AnyValue) string {
	switch v := v.GetValue().(type) {
	case *commonpb.AnyValue_StringValue:
		return v.StringValue
	case *commonpb.AnyValue_BoolValue:
		return strconv.FormatBool(v.BoolValue)
	case *commonpb.AnyValue_IntValue:
		return strconv.FormatInt(v.IntValue, 10)
	case *commonpb.AnyValue_DoubleValue:
		return strconv.FormatFloat(v.DoubleValue, 'g', -1, 64)
	case *commonpb.AnyValue_BytesValue:
		return base64.StdEncoding.EncodeToString(v.BytesValue)
	case *commonpb.AnyValue_ArrayValue:
		var items []string
		for _, item := range v.ArrayValue.GetValues() {
			items = append(items, text(item))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *commonpb.AnyValue_KvlistValue:
		var items []string
		for _, pair := range v.KvlistValue.GetValues() {
			items = append(items, pair.Key+": "+text(pair.Value))
		}
		return "{" + strings.Join(items, ", ") + "}"
	}
	return ""
}
