import type { Wish } from "@everywhere/mini-host";

interface Posting {
  headers: Readonly<Record<string, string>>;
  body: string;
  signal: AbortSignal;
  moved: NonNullable<Wish["moved"]>;
}

/** Like `fetch`, which cannot tell how much of a body has gone. Throws where no answer comes, or nobody waits for it. */
export function posted(address: string, { headers, body, signal, moved }: Posting): Promise<Response> {
  const request = new XMLHttpRequest();
  return new Promise((done, failed) => {
    const broken = () => failed(new TypeError("no answer"));
    request.open("POST", address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    const counted = (told: typeof moved.sent) => (event: ProgressEvent) => {
      if (event.lengthComputable) told?.(event.loaded / event.total, event.total);
    };
    if (moved.sent) request.upload.onprogress = counted(moved.sent);
    if (moved.got) request.onprogress = counted(moved.got);
    request.onload = () => done(new Response(request.responseText, { status: request.status }));
    request.onerror = request.onabort = broken;
    signal.addEventListener("abort", () => request.abort(), { once: true });
    if (signal.aborted) broken();
    else request.send(body);
  });
}
