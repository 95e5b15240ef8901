import { got, http, type Shape } from "./client";
import { send } from "./send";

/** Uploads a picture and answers its id and address; `onProgress` hears which share of it has left, 0 to 1. */
export function uploadPicture(picture: Blob, onProgress: (share: number) => void): Promise<Shape<"PictureView">> {
  const form = new FormData();
  form.set("file", picture, "picture");
  return got(
    http.POST("/api/pictures", {
      // The contract calls a file a string; what travels is the form.
      body: { file: "" },
      bodySerializer: () => form,
      fetch: (request) => send(request, carrying(onProgress)),
    }),
  );
}

/** `fetch` for one request whose progress is of interest: only XMLHttpRequest tells it. */
function carrying(onProgress: (share: number) => void): typeof fetch {
  return async (given) => {
    const request = given as Request;
    const body = await request.blob();
    return new Promise<Response>((resolve, reject) => {
      const carrier = new XMLHttpRequest();
      carrier.open(request.method, request.url);
      for (const [name, value] of request.headers) carrier.setRequestHeader(name, value);
      carrier.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
      carrier.onload = () => resolve(responseOf(carrier));
      carrier.onerror = carrier.onabort = () => reject(new TypeError("The picture did not arrive."));
      request.signal.addEventListener("abort", () => carrier.abort(), { once: true });
      carrier.send(body);
    });
  };
}

function responseOf(carrier: XMLHttpRequest): Response {
  const retryAfter = carrier.getResponseHeader("Retry-After");
  return new Response(carrier.responseText, {
    status: carrier.status,
    headers: retryAfter === null ? {} : { "Retry-After": retryAfter },
  });
}
