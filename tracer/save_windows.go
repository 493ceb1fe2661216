package tracer

// saveOnSignal does nothing: Windows has no signal to say it with.
func (s *session) saveOnSignal() (stop func()) { return func() {} }
