import { refusal } from "@everywhere/mini-sdk";
import { addressOf } from "./element.ts";
import { guarded } from "./errors.ts";
import { allOf } from "./query.ts";

type Context = CanvasRenderingContext2D;
type Step = (context: Context) => void;

const CALLS =
  "fillRect strokeRect clearRect beginPath closePath moveTo lineTo arc arcTo rect quadraticCurveTo bezierCurveTo fill stroke clip save restore scale rotate translate transform setTransform fillText strokeText setLineDash";
const SETTERS: Readonly<Record<string, keyof Context>> = {
  setFillStyle: "fillStyle",
  setStrokeStyle: "strokeStyle",
  setLineWidth: "lineWidth",
  setLineCap: "lineCap",
  setLineJoin: "lineJoin",
  setMiterLimit: "miterLimit",
  setTextAlign: "textAlign",
  setTextBaseline: "textBaseline",
  setGlobalAlpha: "globalAlpha",
  setGlobalCompositeOperation: "globalCompositeOperation",
};
const PROPERTIES = [...Object.values(SETTERS), "font", "shadowBlur", "shadowColor", "shadowOffsetX", "shadowOffsetY"];

/** A gradient that is asked for before there is a canvas to make it of. */
class Gradient {
  private readonly stops: [number, string][] = [];
  constructor(private readonly make: (context: Context) => CanvasGradient) {}

  addColorStop(at: number, colour: string): void {
    this.stops.push([at, colour]);
  }

  of(context: Context): CanvasGradient {
    const made = this.make(context);
    for (const [at, colour] of this.stops) made.addColorStop(at, colour);
    return made;
  }
}

/** The canvas inside `<canvas id="…">` of the page on top. */
function canvasOf(root: ShadowRoot | undefined, id: string): HTMLCanvasElement | undefined {
  const found = allOf(root ?? document, `#${CSS.escape(id)}`)[0];
  return found?.querySelector("canvas") ?? undefined;
}

/** `my.canvasToTempFilePath`: what a canvas of the page shows, as an address that holds it. */
export function pictureOf(
  root: ShadowRoot | undefined,
  {
    canvasId,
    canvas,
    fileType,
    quality,
  }: { canvasId?: unknown; canvas?: unknown; fileType?: unknown; quality?: unknown },
): object {
  const found = canvas instanceof HTMLCanvasElement ? canvas : canvasOf(root, String(canvasId));
  if (!found) throw refusal("bad_options", "canvasId");
  const type = fileType === "jpg" || fileType === "jpeg" ? "image/jpeg" : "image/png";
  const tempFilePath = found.toDataURL(type, typeof quality === "number" ? quality : undefined);
  return { tempFilePath, apFilePath: tempFilePath };
}

/** `my.createCanvasContext(id)`: collects what to draw; `draw` draws it, pictures loaded first, in the order given. */
export function createCanvasContext(root: () => ShadowRoot | undefined, id: string): Record<string, unknown> {
  let steps: (Step | Promise<Step>)[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const canvas = () => canvasOf(root(), id);
  const set = (name: string, value: unknown) =>
    steps.push((context) => Object.assign(context, { [name]: value instanceof Gradient ? value.of(context) : value }));
  const self: Record<string, unknown> = {};
  for (const name of CALLS.split(" "))
    self[name] = (...given: unknown[]) =>
      void steps.push((context) => (context[name as "arc"] as (...given: unknown[]) => void)(...given));
  for (const [name, property] of Object.entries(SETTERS)) self[name] = (value: unknown) => void set(property, value);
  for (const name of PROPERTIES) Object.defineProperty(self, name, { set: (value: unknown) => void set(name, value) });
  return Object.assign(self, {
    setFontSize: (size: number) => void set("font", `${size}px sans-serif`),
    setShadow: (x: number, y: number, blur: number, colour: string) => {
      for (const [name, value] of Object.entries({
        shadowOffsetX: x,
        shadowOffsetY: y,
        shadowBlur: blur,
        shadowColor: colour,
      }))
        set(name, value);
    },
    createLinearGradient: (x0: number, y0: number, x1: number, y1: number) =>
      new Gradient((context) => context.createLinearGradient(x0, y0, x1, y1)),
    createCircularGradient: (x: number, y: number, r: number) =>
      new Gradient((context) => context.createRadialGradient(x, y, 0, x, y, r)),
    measureText: (text: string) => {
      const context = canvas()?.getContext("2d");
      return { width: context?.measureText(text).width ?? 0 };
    },
    drawImage: (src: unknown, ...place: number[]) => {
      steps.push(
        loaded(src).then(
          (image) => (context) => void (context.drawImage as (...given: unknown[]) => void)(image, ...place),
        ),
      );
    },
    draw: (isKept?: unknown, done?: unknown) => {
      const now = steps;
      steps = [];
      last = last.then(() => carried(canvas(), now, isKept === true));
      const tell = typeof isKept === "function" ? isKept : done;
      if (typeof tell === "function") void last.then(() => guarded("draw", () => void tell()));
    },
    toTempFilePath: (options: Told = {}) =>
      last.then(() => answered(options, () => ({ apFilePath: canvas()?.toDataURL() ?? "" }))),
    toDataURL: () => last.then(() => canvas()?.toDataURL() ?? ""),
    getImageData: (options: Told & { x: number; y: number; width: number; height: number }) =>
      last.then(() =>
        answered(options, () => {
          const { x, y, width, height } = options;
          const { data } = canvas()?.getContext("2d")?.getImageData(x, y, width, height) ?? { data: [] };
          return { width, height, data };
        }),
      ),
  });
}

interface Told {
  readonly success?: (answer: object) => void;
  readonly fail?: (why: object) => void;
  readonly complete?: (answer: object) => void;
}

function answered({ success, fail, complete }: Told, make: () => object): object {
  try {
    const answer = make();
    success?.(answer);
    complete?.(answer);
    return answer;
  } catch (why) {
    const failed = { error: 2, errorMessage: why instanceof Error ? why.message : String(why) };
    fail?.(failed);
    complete?.(failed);
    return failed;
  }
}

async function carried(
  canvas: HTMLCanvasElement | undefined,
  steps: readonly (Step | Promise<Step>)[],
  isKept: boolean,
) {
  const ready = await Promise.all(steps.map((step) => Promise.resolve(step).catch(() => () => undefined)));
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return;
  if (!isKept) context.clearRect(0, 0, canvas.width, canvas.height);
  context.save();
  for (const step of ready)
    guarded("canvas", () => {
      step(context);
    });
  context.restore();
}

async function loaded(src: unknown): Promise<CanvasImageSource> {
  if (typeof src === "object" && src !== null) return src as CanvasImageSource;
  const image = new Image();
  // The frame's origin is opaque: without this a picture of the program itself would close the canvas for reading.
  image.crossOrigin = "anonymous";
  image.src = addressOf(src);
  await image.decode();
  return image;
}
