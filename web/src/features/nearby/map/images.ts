import { colour } from "@/app/appearance";
import { fill } from "./icons.gen";

const ICONS: Record<string, readonly string[]> = fill;
const RATIO = 2;
const MARK_PX = 36;
const RING_PX = 46;
export const RING_STEPS = 12;

/** Draws the image of a mark or of a cluster by its name: `mark-need-broom`, `ring-4` (4 of 12 parts are needs). */
export function draw(name: string): { data: ImageData; pixelRatio: number } | undefined {
  const [what, ...rest] = name.split("-");
  if (what === "mark") return mark(rest[0] === "offer" ? "--offer-mark" : "--need-mark", rest.slice(1).join("-"));
  if (what === "ring") return ring(Number(rest[0]));
  return undefined;
}

function paper(size: number): OffscreenCanvasRenderingContext2D | null {
  const context = new OffscreenCanvas(size * RATIO, size * RATIO).getContext("2d");
  context?.scale(RATIO, RATIO);
  return context;
}

function taken(context: OffscreenCanvasRenderingContext2D, size: number) {
  return { data: context.getImageData(0, 0, size * RATIO, size * RATIO), pixelRatio: RATIO };
}

function disc(context: OffscreenCanvasRenderingContext2D, size: number, radius: number, fill: string): void {
  context.beginPath();
  context.arc(size / 2, size / 2, radius, 0, 2 * Math.PI);
  context.fillStyle = fill;
  context.fill();
}

function mark(kind: "--need-mark" | "--offer-mark", icon: string) {
  const context = paper(MARK_PX);
  if (!context) return undefined;
  context.shadowColor = "rgb(0 0 0 / 25%)";
  context.shadowBlur = 4;
  context.shadowOffsetY = 1;
  disc(context, MARK_PX, 15, colour("--paper"));
  context.shadowColor = "transparent";
  disc(context, MARK_PX, 13, colour(kind));
  context.translate(MARK_PX / 2 - 8, MARK_PX / 2 - 8);
  context.scale(16 / 256, 16 / 256);
  context.fillStyle = "white";
  for (const path of ICONS[icon] ?? fill["hand-heart"]) context.fill(new Path2D(path.replace(/^~/, "")));
  return taken(context, MARK_PX);
}

function ring(needs: number) {
  const context = paper(RING_PX);
  if (!context) return undefined;
  context.shadowColor = "rgb(0 0 0 / 25%)";
  context.shadowBlur = 5;
  context.shadowOffsetY = 1;
  disc(context, RING_PX, 19, colour("--paper"));
  context.shadowColor = "transparent";
  const top = -Math.PI / 2;
  const turn = (needs / RING_STEPS) * 2 * Math.PI;
  arc(context, top, top + turn, colour("--need-mark"));
  arc(context, top + turn, top + 2 * Math.PI, colour("--offer-mark"));
  return taken(context, RING_PX);
}

function arc(context: OffscreenCanvasRenderingContext2D, from: number, to: number, stroke: string): void {
  if (to - from < 0.01) return;
  context.beginPath();
  context.arc(RING_PX / 2, RING_PX / 2, 17, from, to);
  context.lineWidth = 4;
  context.strokeStyle = stroke;
  context.stroke();
}
