/** A picture that may hold a QR code, as large as it is. */
export interface Seen {
  source: CanvasImageSource;
  width: number;
  height: number;
}

export type Read = (seen: Seen) => Promise<string | undefined>;

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface Detectors {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

const SIDE_MAX_PX = 1_000;

/** What reads QR codes here: the browser itself where it can, else a library that is fetched now. */
export async function reader(): Promise<Read> {
  return (await ownReader()) ?? (await fetchedReader());
}

async function ownReader(): Promise<Read | undefined> {
  const detectors = (globalThis as { BarcodeDetector?: Detectors }).BarcodeDetector;
  const formats = (await detectors?.getSupportedFormats().catch(() => [])) ?? [];
  if (detectors === undefined || !formats.includes("qr_code")) return undefined;
  const detector = new detectors({ formats: ["qr_code"] });
  return async ({ source }) => (await detector.detect(source))[0]?.rawValue;
}

async function fetchedReader(): Promise<Read> {
  const { decodeQR } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async ({ source, width, height }) => {
    if (context === null || width === 0 || height === 0) return undefined;
    const scale = Math.min(1, SIDE_MAX_PX / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.drawImage(source, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined; // it says so when there is none
    }
  };
}

/** The text of the QR code in a picture that somebody chose. */
export async function readFile(file: File): Promise<string | undefined> {
  const source = await createImageBitmap(file);
  try {
    return await (
      await reader()
    )({ source, width: source.width, height: source.height });
  } finally {
    source.close();
  }
}
