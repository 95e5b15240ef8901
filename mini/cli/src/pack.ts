import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { Compiler, packageOf, type Program, written } from "@everywhere/mini-compiler";
import { LIMITS } from "@everywhere/mini-spec";
import { compiled } from "./compiling.ts";
import { filesBelow } from "./disk.ts";
import { outputOf, reportOf } from "./output.ts";
import { openProject, type Project } from "./project.ts";
import { ASSETS } from "./serve.ts";
import { zipped } from "./zip.ts";

type Say = (line: string) => void;

export interface Upload {
  readonly server: string;
  readonly token: string;
  /** The app's number; else the one of mini.project.json. */
  readonly app?: string;
  /** Opens it from now on. */
  readonly show?: boolean;
}

const ODD = /[\x00-\x1f\x7f\\:*?"<>|]/;

/** Packs a program as a server takes it, and uploads it where one is named. 0, or 1 when it cannot be published. */
export async function pack(
  folder: string,
  file: string,
  { say, upload }: { say: Say; upload?: Upload },
): Promise<number> {
  const project = openProject(folder);
  const program = await compiled(project, new Compiler());
  const { errors, lines } = reportOf(program, written);
  for (const line of lines) say(line);
  if (errors > 0) return 1;
  const { files, leftOut } = contentsOf(project, program, resolve(file));
  if (leftOut.length > 0) say(`left out, for no program serves them: ${leftOut.join(", ")}`);
  const wrong = unfit(files, program);
  for (const line of wrong) say(line);
  if (wrong.length > 0) return 1;
  const archive = zipped(files);
  writeFileSync(file, archive);
  const bytes = [...files.values()].reduce((sum, one) => sum + one.length, 0);
  say(`${file}: ${files.size} files, ${bytes} bytes, ${archive.length} packed, digest ${digestOf(files)}`);
  return upload ? uploaded(project, archive, basename(file), upload, say) : 0;
}

/** SHA-256 over paths and the SHA-256 of what they hold, as the server names a package. */
export function digestOf(files: ReadonlyMap<string, Uint8Array>): string {
  const sha = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
  const listing = [...files].sort(([one], [other]) => (one < other ? -1 : 1));
  return sha(listing.map(([path, body]) => `${path}\0${sha(body)}\n`).join(""));
}

function contentsOf(
  { root }: Project,
  program: Program,
  out: string,
): { files: Map<string, Uint8Array>; leftOut: readonly string[] } {
  const files = new Map<string, Uint8Array>();
  const leftOut: string[] = [];
  for (const [name, text] of Object.entries(outputOf(program))) files.set(name, Buffer.from(text));
  const known = new Set([...program.sources, ...sourcesByConfig(program)]);
  for (const path of filesBelow(root)) {
    if (known.has(path) || resolve(join(root, path)) === out || /\.(json|test\.[jt]s)$/.test(path)) continue;
    if (ASSETS.has(extname(path).toLowerCase())) files.set(path.slice(1), readFileSync(join(root, path)));
    else leftOut.push(path.slice(1));
  }
  return { files, leftOut };
}

function sourcesByConfig(program: Program): string[] {
  return Object.keys(program.manifest.units).flatMap((unit) => [".acss", ".less"].map((ending) => unit + ending));
}

/** Every reason for which a server would not take these files. */
export function unfit(files: ReadonlyMap<string, Uint8Array>, program: Pick<Program, "manifest">): string[] {
  const said: string[] = [];
  const all = [...files.values()].reduce((sum, body) => sum + body.length, 0);
  if (files.size > LIMITS.package_files)
    said.push(`${files.size} files; a program has at most ${LIMITS.package_files}`);
  if (all > LIMITS.program_bytes) said.push(`${all} bytes in all; a program has at most ${LIMITS.program_bytes}`);
  for (const path of files.keys()) {
    if (path.length > LIMITS.package_path) said.push(`${path}: longer than ${LIMITS.package_path} characters`);
    if (ODD.test(path)) said.push(`${path}: its name has a character that no program's file has`);
  }
  for (const [part, bytes] of sizesOf(files, program)) {
    if (bytes > LIMITS.package_bytes)
      said.push(
        `${bytes} bytes in ${part === "" ? "the main package" : part}; a package has at most ${LIMITS.package_bytes}`,
      );
  }
  return said;
}

/** Each subpackage is what lies in its folder, and the main package the rest. */
function sizesOf(files: ReadonlyMap<string, Uint8Array>, program: Pick<Program, "manifest">): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [path, { length }] of files) {
    const part = packageOf(program, `/${path}`);
    sizes.set(part, (sizes.get(part) ?? 0) + length);
  }
  return sizes;
}

async function uploaded(project: Project, archive: Buffer, name: string, to: Upload, say: Say): Promise<number> {
  const app = to.app ?? project.appId;
  const at = `${to.server.replace(/\/$/, "")}/api/me/apps/${encodeURIComponent(app)}`;
  const headers = { Authorization: `Bearer ${to.token}` };
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(archive)], { type: "application/zip" }), name);
  const taken = await fetch(`${at}/packages`, { method: "POST", headers, body: form });
  if (!taken.ok) return refused(taken, say);
  const { digest } = (await taken.json()) as { digest: string };
  say(`uploaded to app ${app}: ${digest}`);
  if (!to.show) return 0;
  const shown = await fetch(`${at}/program`, {
    method: "PUT",
    headers: { ...headers, "Content-Type": "application/json" },
    body: JSON.stringify({ digest, domains: project.domains, image_domains: project.imageDomains }),
  });
  if (!shown.ok) return refused(shown, say);
  say("it opens from now on");
  return 0;
}

/** What the server says in its own words: a code and a text. */
async function refused(response: Response, say: Say): Promise<number> {
  const text = await response.text();
  try {
    const { code, detail, title } = JSON.parse(text) as { code?: string; detail?: string; title?: string };
    say(`the server refuses it: ${code ?? response.status}: ${detail ?? title ?? ""}`);
  } catch {
    say(`the server refuses it: ${response.status}: ${text.slice(0, 200)}`);
  }
  return 1;
}
