// The flame graph: the callers above, what they called below, as wide as the
// time spent. Each call is a button that zooms to it.

import { depthOf, type Call } from "./calltree";
import { button, el } from "./dom";
import { duration, oneLine, percent } from "./format";
import { number, say } from "./language";

/** CSS pixels. */
const rowHeight = 22;

/** Calls below this share of what is shown are left out until one zooms closer. */
const leastShare = 0.002;

export class Flame {
  readonly element: HTMLElement;
  private readonly graph = el("div", { class: "flame", role: "group", "aria-label": say("Flame graph: each call is a button that zooms to it") });
  private readonly told = el("p", { class: "flame-told dim small", "aria-live": "polite" });
  private readonly reset = button(say("Whole"), say("Show all calls"), () => this.show(this.root));

  constructor(
    private readonly root: Call,
    private readonly unit: string,
  ) {
    this.element = el("div", {}, el("div", { class: "flame-head" }, this.told, this.reset), this.graph);
    this.show(root);
  }

  private show(top: Call): void {
    this.graph.replaceChildren();
    this.graph.style.height = `${(depthOf(top) + 1) * rowHeight}px`;
    this.place(top, top, 0, 0, 1);
    this.tell(top);
    this.reset.hidden = top === this.root;
  }

  private place(call: Call, top: Call, depth: number, left: number, share: number): void {
    const item = el("button", { type: "button", class: `call ${originOf(call.name)}`, title: this.text(call) }, el("bdi", {}, shortName(call.name)));
    item.style.left = `${left * 100}%`;
    item.style.width = `${share * 100}%`;
    item.style.top = `${depth * rowHeight}px`;
    item.addEventListener("click", () => this.show(call === top ? this.root : call));
    item.addEventListener("focus", () => this.tell(call));
    item.addEventListener("pointerenter", () => this.tell(call));
    this.graph.append(item);
    const callees = [...call.callees.values()].sort((a, b) => b.weight - a.weight);
    for (const callee of callees) {
      const part = callee.weight / top.weight;
      if (part >= leastShare) {
        this.place(callee, top, depth + 1, left, part);
      }
      left += part;
    }
  }

  private tell(call: Call): void {
    this.told.textContent = this.text(call);
  }

  private text(call: Call): string {
    const amount = (weight: number) => (this.unit === "nanoseconds" ? duration(weight) : `${number(weight)} ${this.unit}`);
    const share = percent(call.weight / this.root.weight);
    const itself = call.self > 0 && call.callees.size > 0;
    const told = itself
      ? say("{0}: {1}, {2}, {3} itself", call.name, amount(call.weight), share, amount(call.self))
      : say("{0}: {1}, {2}", call.name, amount(call.weight), share);
    return oneLine(call.place === "" ? told : `${told} · ${call.place}`);
  }
}

/** A Go function without its import path's folders. */
function shortName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Whose code a function is, by its import path: only others' hosts have a dot in the first element. */
function originOf(name: string): "from-runtime" | "from-library" | "from-program" {
  if (/^(runtime|internal|syscall)[./]/.test(name)) {
    return "from-runtime";
  }
  const first = name.split("/")[0];
  return name.includes("/") && first.includes(".") ? "from-library" : "from-program";
}
