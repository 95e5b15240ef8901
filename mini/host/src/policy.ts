/** What a server sends with every file of a program's frame. No network, no nested frames, no code from text. */
export function frameHeaders(imageDomains: readonly string[] = []): Readonly<Record<string, string>> {
  const images = ["'self'", "data:", "blob:", ...imageDomains.map((domain) => `https://${domain}`)].join(" ");
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      `img-src ${images}`,
      "font-src 'self' data:",
      "media-src 'self' data: blob:",
      "connect-src 'none'",
      "frame-src 'none'",
      "worker-src 'none'",
      "form-action 'none'",
      "base-uri 'none'",
      "sandbox allow-scripts",
    ].join("; "),
    "Origin-Agent-Cluster": "?1",
    "Cross-Origin-Resource-Policy": "cross-origin",
    // The frame's origin is opaque, so its own fonts are another's.
    "Access-Control-Allow-Origin": "*",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "Permissions-Policy":
      "camera=(), microphone=(), geolocation=(), usb=(), serial=(), bluetooth=(), payment=(), clipboard-read=(), clipboard-write=()",
  };
}

/** What is sent with the page that holds a program's web pages: those of the listed origins, in the app's own page only. */
export function holderHeaders(origins: readonly string[], around: string): Readonly<Record<string, string>> {
  return {
    ...frameHeaders(),
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'unsafe-inline'",
      `frame-src ${origins.length > 0 ? origins.join(" ") : "'none'"}`,
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${around}`,
      "sandbox allow-scripts allow-forms allow-same-origin allow-popups",
    ].join("; "),
    // It tells the web page whose program shows it, and nothing more.
    "Referrer-Policy": "strict-origin",
  };
}

/** That page: our script, which holds the web page and passes on what is said. */
export function holderPage(around: string): string {
  return `<!doctype html>
<html lang="zh-CN" data-around="${around}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover"><title>web-view</title>
<style>html,body{margin:0;height:100%;overflow:hidden;background:#fff}iframe{display:block;width:100%;height:100%;border:0}</style></head>
<body><script src="/holder.js"></script></body></html>
`;
}

/** What the page around it sends: frames come from one place only, so that a program cannot lead its frame elsewhere. */
export function hostHeaders(framesFrom: string, sockets: readonly string[] = []): Readonly<Record<string, string>> {
  const reached = ["'self'", ...sockets.flatMap((host) => [`ws://${host}`, `wss://${host}`])].join(" ");
  return {
    "Content-Security-Policy": `default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: ${framesFrom}; connect-src ${reached}; frame-src ${framesFrom}; object-src 'none'; base-uri 'none'; frame-ancestors 'self'`,
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  };
}

/**
 * The document of a frame: our runtime, then the program's two scripts, which only define. They are asked for with CORS, or
 * the browser would tell an opaque origin neither of their errors nor of promises that they forget.
 */
export const FRAME_PAGE = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<style>html,body{margin:0;height:100%;overflow:hidden;background:#f5f5f5}</style></head>
<body><script crossorigin src="/frame.js"></script><script crossorigin src="view.js"></script><script crossorigin src="logic.js"></script></body></html>
`;
