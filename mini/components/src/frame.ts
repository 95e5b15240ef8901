// The first script of a program's frame. The compiled program follows; the host starts it by sending the port.
import { type Boot, Bridge } from "@everywhere/mini-sdk";
import { type ProgramManifest, Runtime } from "@everywhere/mini-runtime";
import { defineComponents } from "./index.ts";

let manifest: ProgramManifest | undefined;
Object.assign(globalThis, { __program: (given: ProgramManifest) => (manifest = given) });

const runtime = new Runtime(document.body);
defineComponents();

function start({ source, data, ports }: MessageEvent<{ boot?: Boot }>): void {
  const [port] = ports;
  // Only who holds this frame may start it, and once.
  if (source !== window.parent || port === undefined || data.boot === undefined || manifest === undefined) return;
  removeEventListener("message", start);
  runtime.start(manifest, data.boot, new Bridge(port));
}

addEventListener("message", start);
addEventListener("load", () => {
  window.parent.postMessage("mini-ready", "*");
});
