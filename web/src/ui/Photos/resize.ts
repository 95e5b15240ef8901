/** The server keeps no longer edge than this; more would only take longer to send. */
export const EDGE_MAX_PX = 1600;
const QUALITY = 0.82;

/** The size that fits into the longest edge, in whole pixels; what is smaller stays. */
export function fitted(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, EDGE_MAX_PX / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/**
 * A picture as it is sent: turned upright, made small, without what a camera writes into it (place, time, device). What this
 * browser cannot read (HEIC outside of Safari) goes as it is: the server may read it, or says why not.
 */
export async function resized(file: Blob): Promise<Blob> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const canvas = document.createElement("canvas");
  Object.assign(canvas, fitted(picture.width, picture.height));
  const pen = canvas.getContext("2d");
  // JPEG knows no transparency: what was clear becomes white, not black.
  if (pen) Object.assign(pen, { fillStyle: "#fff" }).fillRect(0, 0, canvas.width, canvas.height);
  pen?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((resolve) => canvas.toBlob((small) => resolve(small ?? file), "image/jpeg", QUALITY));
}
