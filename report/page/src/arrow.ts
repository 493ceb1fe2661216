// An arrow from one lane to another, in the context's colour and width.

import { LinkKind } from "./model";

interface Point {
  x: number;
  y: number;
}

/** Draws a curve from the edge of one bar to the edge of another: plain for a wake-up, dashed for a message, dotted for a birth. */
export function drawArrow(context: CanvasRenderingContext2D, tail: Point, head: Point, kind: number, halfBar: number): void {
  const down = head.y > tail.y ? 1 : -1;
  const y0 = tail.y + down * halfBar;
  const y1 = head.y - down * halfBar;
  const bend = Math.min(24, Math.abs(y1 - y0) / 2);
  context.setLineDash(kind === LinkKind.Send ? [5, 3] : kind === LinkKind.Create ? [1.5, 2.5] : []);
  context.beginPath();
  context.moveTo(tail.x, y0);
  context.bezierCurveTo(tail.x, y0 + down * bend, head.x, y1 - down * bend, head.x, y1 - down * 3);
  context.stroke();
  context.setLineDash([]);
  context.beginPath();
  context.moveTo(head.x, y1);
  context.lineTo(head.x - 3.2, y1 - down * 6);
  context.lineTo(head.x + 3.2, y1 - down * 6);
  context.fill();
}
