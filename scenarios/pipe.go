package scenarios

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/trace"
	"time"

	"ctrace/scenarios/multiprocessing"
	"ctrace/scenarios/threading"
	"ctrace/tracer/lang"
	"ctrace/tracer/timeline"
)

//go:embed pipe.go
var pipeSource string

var pipe = &Scenario{
	Name:    "pipe",
	Section: "2",
	Doc: lang.T(`Two processes play ping and pong over a Pipe
Each sends the ball, waits in recv() until it is back, holds it for a while and
sends it again. Only one of them has the ball, so they take turns strictly.`),
	Call:    "conn.send(ball); ball = conn.recv()",
	Params:  []Param{{Name: "rounds", Doc: lang.T("how often the ball goes there and back"), Default: 5, Min: 1, Max: 200}},
	Source:  pipeSource,
	Run:     runPipe,
	Drawing: drawPipe,
	Claims:  claimPipe,
	Answer:  answerPipe,
}

// The names of the two processes, and of the region in which one has the ball.
const (
	pingName = "ping"
	pongName = "pong"
	holding  = "has the ball"
)

// side is what one of the two players is told.
type side struct {
	Rounds int
	Pause  time.Duration // for which it holds the ball
	Conn   *multiprocessing.Connection
	Start  *multiprocessing.Barrier    // Both begin together.
	Scores *multiprocessing.Queue[int] // takes how often the ball was hit in all; only ping knows
}

// String leaves the details out of the names of calls.
func (side) String() string { return "conn" }

// hit holds the ball for a while, and sends it with one hit more.
func (s side) hit(ctx context.Context, hits int) error {
	region := trace.StartRegion(ctx, holding)
	err := threading.Sleep(ctx, s.Pause)
	region.End()
	if err != nil {
		return err
	}
	return s.Conn.Send(ctx, hits+1)
}

// await waits for the ball and returns how often it was hit.
func (s side) await(ctx context.Context, from string) (hits int, err error) {
	err = s.Conn.Recv(ctx, &hits)
	if errors.Is(err, io.EOF) {
		err = lang.Errorf("%s has closed its end of the pipe", from)
	}
	return hits, err
}

var ping = multiprocessing.Func("ping", func(ctx context.Context, s side) (multiprocessing.None, error) {
	if err := s.Start.Wait(ctx); err != nil {
		return multiprocessing.None{}, err
	}
	hits := 0
	for range s.Rounds {
		err := s.hit(ctx, hits)
		if err == nil {
			hits, err = s.await(ctx, pongName)
		}
		if err != nil {
			return multiprocessing.None{}, err
		}
	}
	return multiprocessing.None{}, s.Scores.Put(ctx, hits)
})

var pong = multiprocessing.Func("pong", func(ctx context.Context, s side) (multiprocessing.None, error) {
	if err := s.Start.Wait(ctx); err != nil {
		return multiprocessing.None{}, err
	}
	for range s.Rounds {
		hits, err := s.await(ctx, pingName)
		if err == nil {
			err = s.hit(ctx, hits)
		}
		if err != nil {
			return multiprocessing.None{}, err
		}
	}
	return multiprocessing.None{}, nil
})

func runPipe(ctx context.Context, args Args, out io.Writer) (result any, err error) {
	threading.MainThread(ctx)
	scores, err := multiprocessing.NewQueue[int](1)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, scores.Close()) }()
	start, err := multiprocessing.NewBarrier(2)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, start.Close()) }()
	pingEnd, pongEnd, err := multiprocessing.Pipe()
	if err != nil {
		return nil, err
	}
	// Only the players hold the ends then, so that each notices the other's end.
	closeEnds := func() error { return errors.Join(pingEnd.Close(), pongEnd.Close()) }
	rounds, pause := args.Int("rounds"), pipePause(args)
	err = runTogether(ctx, []*multiprocessing.Process{
		multiprocessing.NewProcess(pingName, ping, side{rounds, pause, pingEnd, start, scores}),
		multiprocessing.NewProcess(pongName, pong, side{rounds, pause, pongEnd, start, scores}),
	}, closeEnds)
	if err != nil {
		return nil, err
	}
	hits, err := scores.Get(ctx)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(out, "La balle a été frappée %d fois\n", hits)
	return hits, nil
}

func pipePause(args Args) time.Duration { return args.Seconds(0.2) }

func drawPipe(args Args) *timeline.Timeline {
	turns, pause := 2*args.Int("rounds"), pipePause(args)
	d := newDrawing()
	parent, main := d.drawProcess(0, timeline.NoLane, "pipe")
	players := [2]drawnPair{d.drawPair(parent, pingName), d.drawPair(parent, pongName)}
	for turn := range turns {
		player, other := players[turn%2], players[1-turn%2]
		start := time.Duration(turn) * pause
		end := start + pause
		player.bar(d, start, end, timeline.Sleep)
		if turn < turns-1 || turn%2 == 1 { // pong ends with its last hit; ping takes it.
			other.bar(d, start, end, timeline.Pipe)
		}
		d.arrow(timeline.Send, player.thread, end, other.thread, end)
	}
	for _, lane := range []timeline.LaneID{parent, main} {
		d.bar(lane, 0, time.Duration(turns)*pause, timeline.Waiting, timeline.Child)
	}
	return d.done()
}

func claimPipe(args Args, m Measured) []Claim {
	players, hits := pipeHits(m.Timeline)
	return []Claim{
		m.goOnly(claimSentFirst(m.Result, hits, 2*args.Int("rounds"))),
		m.goOnly(claimAlternation(hits, players)),
		claimOneHasTheBall(m.Timeline, players),
		claimWaitForEachOther(m.Timeline, players),
	}
}

// pipeHits returns the main threads of ping and pong and the messages between
// them.
func pipeHits(tl *timeline.Timeline) (players []timeline.LaneID, hits []timeline.Link) {
	for _, name := range []string{pingName, pongName} {
		players = append(players, mainThread(tl, processNamed(tl, name)))
	}
	if players[0] == timeline.NoLane || players[1] == timeline.NoLane {
		return nil, nil
	}
	return players, messagesBetween(tl, players[0], players[1])
}

// claimSentFirst looks at every message that was seen: as many as were sent, each
// received, and not before it was sent.
func claimSentFirst(result json.RawMessage, hits []timeline.Link, want int) Claim {
	claim := Claim{Text: lang.T("Nothing is received before it is sent"), Measured: lang.T("no message was seen")}
	if len(hits) == 0 {
		return claim
	}
	var counted int
	err := json.Unmarshal(result, &counted)
	soonest := timeline.Forever
	for _, h := range hits {
		soonest = min(soonest, h.ToTime-h.FromTime)
	}
	claim.Holds = err == nil && counted == want && len(hits) == want && soonest >= 0
	claim.Measured = lang.T("%d hits counted, %d seen; received %s after they were sent, or later", counted, len(hits), soonest)
	return claim
}

// claimAlternation follows the ball: who sends it next is who received it, and
// has done so before.
func claimAlternation(hits []timeline.Link, players []timeline.LaneID) Claim {
	turns := 0
	for i, h := range hits {
		if i == 0 && h.From == players[0] || i > 0 && h.From == hits[i-1].To && h.FromTime >= hits[i-1].ToTime {
			turns++
		}
	}
	return Claim{
		Text:     lang.T("They take turns strictly, beginning with ping"),
		Holds:    len(hits) > 0 && turns == len(hits),
		Measured: lang.T("%d of %d hits were the turn of who made them", turns, len(hits)),
	}
}

func claimOneHasTheBall(tl *timeline.Timeline, players []timeline.LaneID) Claim {
	held := regionsOn(tl, players, holding)
	most := openAtOnce(held)
	return Claim{
		Text:     lang.T("One has the ball at a time"),
		Holds:    most == 1,
		Measured: lang.T("%d at once at most, in %s", most, lang.N(len(held), "%d turn", "%d turns")),
	}
}

// claimWaitForEachOther holds where each waited for the pipe for most of the time
// in which the other one had the ball, from its own first wait to its end: on a busy
// machine pong may come late, and it ends before ping.
func claimWaitForEachOther(tl *timeline.Timeline, players []timeline.LaneID) Claim {
	claim := Claim{Text: lang.T("Each waits for the other"), Holds: len(players) > 0, Measured: lang.T("nobody played")}
	var waits [2]lang.Text
	for i, player := range players {
		other := players[1-i]
		begin, end := firstRecv(tl, player), tl.Lane(player).End
		var turns []stretch
		for _, r := range regionsOn(tl, []timeline.LaneID{other}, holding) {
			turns = append(turns, stretch{max(r.Start, begin), min(r.End, end)})
		}
		waited, length := waitedIn(tl, player, timeline.Pipe, turns)
		claim.Holds = claim.Holds && waited > length/2
		waits[i] = lang.T("%s %s of %s", tl.Lane(processOf(tl, player)).Name, waited, length)
	}
	if len(players) > 0 {
		claim.Measured = lang.Join(", ", waits[:]...)
	}
	return claim
}

// firstRecv returns when a lane first waited in recv(), or else its start. Before
// that, a process waits for its job, which comes through a pipe too.
func firstRecv(tl *timeline.Timeline, lane timeline.LaneID) timeline.Time {
	for iv := range tl.Life(lane) {
		if iv.State == timeline.Waiting && iv.Reason == timeline.Pipe && iv.Detail == "recv" {
			return iv.Start
		}
	}
	return tl.Lane(lane).Start
}

func answerPipe(_ Args, m Measured) lang.Text {
	players, hits := pipeHits(m.Timeline)
	if m.Python {
		return lang.Text{}
	}
	if len(hits) == 0 {
		return lang.T("Nothing went through the pipe.")
	}
	first, last := m.Timeline.Lane(players[0]), hits[len(hits)-1]
	return lang.T("The ball went through the pipe %d times in %s; ping waited for it for %s, pong for %s.",
		len(hits), last.ToTime-max(first.Start, 0),
		waitedFor(m.Timeline, players[:1], timeline.Pipe), waitedFor(m.Timeline, players[1:], timeline.Pipe))
}
