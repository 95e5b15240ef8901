/** What `createSelectorQuery().select("#id").node()` gives of a canvas: the native one, and what Alipay adds to it. */
export function canvasNode(canvas: HTMLCanvasElement): HTMLCanvasElement {
  return Object.assign(canvas, {
    createImage: () => {
      const image = new Image();
      image.crossOrigin = "anonymous";
      return image;
    },
    requestAnimationFrame: (run: FrameRequestCallback) => requestAnimationFrame(run),
    cancelAnimationFrame: (id: number) => {
      cancelAnimationFrame(id);
    },
  });
}
