import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { looseJson } from "@everywhere/mini-compiler";
import { Disk } from "./disk.ts";

/** A program's folder, as mini.project.json (or the older project.json) describes it. */
export interface Project {
  readonly folder: string;
  /** Where app.json is. */
  readonly root: string;
  readonly name: string;
  readonly appId: string;
  readonly alias: Readonly<Record<string, string>>;
  /** Hosts that pictures may come from. */
  readonly imageDomains: readonly string[];
  /** Hosts that it may call, with their ports. */
  readonly domains: readonly string[];
  readonly files: Disk;
}

type Json = Record<string, unknown>;

export function openProject(given: string): Project {
  const folder = resolve(given);
  const config = { ...read(join(folder, "project.json")), ...read(join(folder, "mini.project.json")) };
  const options = object(config["compileOptions"]);
  const root = join(folder, text(config["miniprogramRoot"]) ?? text(config["miniprogram"]) ?? ".");
  return {
    folder,
    root,
    name: text(config["name"]) ?? text(read(join(folder, "package.json"))["name"]) ?? basename(folder),
    appId: text(config["appid"]) ?? text(config["appId"]) ?? "local",
    alias: object(options["resolveAlias"] ?? config["resolveAlias"]) as Record<string, string>,
    imageDomains: list(object(config["everywhere"])["imageDomains"]),
    domains: list(object(config["everywhere"])["domains"]),
    files: new Disk(root),
  };
}

function read(file: string): Json {
  if (!existsSync(file)) return {};
  try {
    return looseJson(readFileSync(file, "utf8"));
  } catch {
    throw new Error(`${file} is no JSON.`);
  }
}

function object(value: unknown): Json {
  return typeof value === "object" && value !== null ? (value as Json) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function list(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
