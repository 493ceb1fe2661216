package report

import "ctrace/tracer/timeline"

// lightPalette returns the colours for paper and bright screens.
func lightPalette() *palette {
	return &palette{
		background: 0xffffff, panel: 0xfafafa, line: 0xe4e4e7,
		ink: 0x18181b, dim: 0x5b5b64,
		good: 0x15803d, bad: 0xb91c1c, mark: 0x2563eb,
		states: [timeline.NumStates]colour{
			timeline.Unknown:  0x8b8b94,
			timeline.Running:  0x0f766e,
			timeline.Runnable: 0xd97706,
			timeline.Syscall:  0x4fb3a8,
		},
		stripe: 0xfbbf24,
		reasons: [timeline.NumReasons]colour{
			timeline.NoReason:       0xcdcdd3,
			timeline.Sleep:          0xa9bff2,
			timeline.Network:        0x86c9ea,
			timeline.File:           0x7fb0da,
			timeline.Pipe:           0x8fd3dc,
			timeline.Child:          0x9db6c9,
			timeline.ChannelSend:    0xe0a8dc,
			timeline.ChannelReceive: 0xcf9fe3,
			timeline.Select:         0xb9a0e6,
			timeline.Lock:           0xf39a92,
			timeline.Condition:      0xf2b094,
			timeline.GIL:            0xe8685c,
			timeline.Await:          0xcdbcf0,
			timeline.Join:           0xd3b9d9,
			timeline.Queue:          0xeab0bd,
			timeline.GC:             0xb5b59a,
			timeline.Preempted:      0xd0c58f,
			timeline.Other:          0xbdbdb8,
		},
	}
}

// darkPalette returns the colours for dark screens.
func darkPalette() *palette {
	return &palette{
		background: 0x101114, panel: 0x17181c, line: 0x2b2d33,
		ink: 0xececf0, dim: 0xa0a1ab,
		good: 0x4ade80, bad: 0xf87171, mark: 0x60a5fa,
		states: [timeline.NumStates]colour{
			timeline.Unknown:  0x7b7b85,
			timeline.Running:  0x2dd4bf,
			timeline.Runnable: 0xf59e0b,
			timeline.Syscall:  0x0f5f57,
		},
		stripe: 0x9a6a14,
		reasons: [timeline.NumReasons]colour{
			timeline.NoReason:       0x4b4b53,
			timeline.Sleep:          0x4560a8,
			timeline.Network:        0x1f6a8c,
			timeline.File:           0x2a5f92,
			timeline.Pipe:           0x1c7078,
			timeline.Child:          0x47627a,
			timeline.ChannelSend:    0x8a3f86,
			timeline.ChannelReceive: 0x77419a,
			timeline.Select:         0x5f4aa3,
			timeline.Lock:           0xa33f39,
			timeline.Condition:      0x98502f,
			timeline.GIL:            0xc0392b,
			timeline.Await:          0x5d5194,
			timeline.Join:           0x6f5078,
			timeline.Queue:          0x93455b,
			timeline.GC:             0x5f5f46,
			timeline.Preempted:      0x6c6434,
			timeline.Other:          0x5a5a56,
		},
	}
}
