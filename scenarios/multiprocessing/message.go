package multiprocessing

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"sync/atomic"

	"ctrace/tracer"
)

// message is what a frame between processes holds. The key is unique, and links
// in the recording who sent it to who received it.
type message struct {
	Key  string          `json:"key"`
	Body json.RawMessage `json:"body"`
}

// keys makes keys of messages that are unique in a recording.
type keys struct {
	prefix string
	count  atomic.Uint64
}

func newKeys(kind string) *keys {
	return &keys{prefix: fmt.Sprintf("%s/%d/%08x", kind, os.Getpid(), rand.Uint32())}
}

func (k *keys) next() string { return fmt.Sprintf("%s/%d", k.prefix, k.count.Add(1)) }

// encodeMessage returns the frame of a message with value, and its key.
func encodeMessage(k *keys, value any) (frame []byte, key string, err error) {
	if shared := filesOf(value); len(shared) > 0 {
		return nil, "", errShared
	}
	body, err := json.Marshal(value)
	if err != nil {
		return nil, "", err
	}
	key = k.next()
	frame, err = json.Marshal(message{key, body})
	return frame, key, err
}

// decodeMessage reads a received frame into value, and tells the recording.
func decodeMessage(ctx context.Context, frame []byte, value any) error {
	var m message
	if err := json.Unmarshal(frame, &m); err != nil {
		return err
	}
	tracer.Received(ctx, m.Key)
	return json.Unmarshal(m.Body, value)
}
