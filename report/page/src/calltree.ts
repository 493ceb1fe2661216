// Profiles as a tree of calls.

import type { Timeline } from "./model";
import { laneLabel } from "./rows";
import type { Words } from "./report";

export interface Call {
  name: string;
  place: string; // file:line, or ""
  weight: number; // with all that it called
  self: number;
  callees: Map<string, Call>;
}

/** Adds up all profiles of one name. Where several processes were profiled, each is a branch of its own. */
export function callTree(timeline: Timeline, words: Words, name: string): Call {
  const profiles = timeline.profiles.filter((p) => p.name === name);
  const root = newCall(name, "");
  for (const profile of profiles) {
    for (const { stack, weight } of profile.rows) {
      let call = root;
      call.weight += weight;
      if (profiles.length > 1 && profile.lane >= 0) {
        call = enter(call, laneLabel(timeline.lanes[profile.lane], words), "", weight);
      }
      for (const frame of timeline.stacks[stack].slice().reverse()) {
        call = enter(call, frame.func, frame.file === "" ? "" : `${frame.file}:${frame.line}`, weight);
      }
      call.self += weight;
    }
  }
  return root;
}

function enter(caller: Call, name: string, place: string, weight: number): Call {
  let call = caller.callees.get(name);
  if (call === undefined) {
    call = newCall(name, place);
    caller.callees.set(name, call);
  }
  call.weight += weight;
  return call;
}

function newCall(name: string, place: string): Call {
  return { name, place, weight: 0, self: 0, callees: new Map() };
}

/** The deepest chain of calls below a call. */
export function depthOf(call: Call): number {
  let most = 0;
  for (const callee of call.callees.values()) {
    most = Math.max(most, 1 + depthOf(callee));
  }
  return most;
}
