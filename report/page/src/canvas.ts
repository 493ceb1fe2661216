// A canvas in CSS pixels that is as sharp as the screen.

export interface Surface {
  canvas: HTMLCanvasElement;
  context: CanvasRenderingContext2D;
  width: number; // CSS pixels
  height: number;
  ratio: number; // device pixels a CSS pixel
}

/** Gives a canvas the size of CSS pixels and returns it ready to be drawn on. Nothing is cleared while the size stays. */
export function surface(canvas: HTMLCanvasElement, width: number, height: number): Surface {
  const ratio = Math.min(window.devicePixelRatio || 1, 3);
  const deviceWidth = Math.max(1, Math.round(width * ratio));
  const deviceHeight = Math.max(1, Math.round(height * ratio));
  if (canvas.width !== deviceWidth || canvas.height !== deviceHeight) {
    canvas.width = deviceWidth;
    canvas.height = deviceHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return { canvas, context, width, height, ratio };
}

/** Calls back when an element has got another size, at the next frame. */
export function onResize(element: HTMLElement, resized: () => void): void {
  new ResizeObserver(() => requestAnimationFrame(resized)).observe(element);
}

/** The page's custom property of that name, for a canvas. */
export function themed(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);
}

export const labelFont = "12px system-ui, sans-serif";
export const captionFont = "11px system-ui, sans-serif";
