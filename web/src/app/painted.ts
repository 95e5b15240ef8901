/** Resolves once something of the app has been seen: what the first screen can do without is fetched afterwards. */
export const painted: Promise<void> = new Promise((resolve) => {
  if (PerformanceObserver.supportedEntryTypes.includes("paint")) {
    const observer = new PerformanceObserver((list) => {
      if (list.getEntriesByName("first-contentful-paint").length === 0) return;
      observer.disconnect();
      resolve();
    });
    observer.observe({ type: "paint", buffered: true });
  } else {
    // The frame that comes is drawn after these; the next turn comes after the drawing.
    requestAnimationFrame(() => setTimeout(resolve));
  }
});
