import { useSyncExternalStore } from "react";
import { keep, keptJson } from "./kept";

/** How the reader wants it to look: by the system, light or dark; and how large the text is. Kept on this device. */
export type Shade = "auto" | "light" | "dark";
export const TEXT_SCALES = [0.875, 1, 1.25, 1.5] as const;

interface Appearance {
  shade: Shade;
  textScale: number;
  isDark: boolean;
}

const night = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
let current = read();

function read(): Appearance {
  const chosen = keptJson<Partial<Appearance>>("appearance") ?? {};
  const shade = chosen.shade ?? "auto";
  return { shade, textScale: chosen.textScale ?? 1, isDark: shade === "dark" || (shade === "auto" && night.matches) };
}

function show(): void {
  const { isDark, textScale } = current;
  const page = document.documentElement;
  page.classList.toggle("dark", isDark);
  page.dataset["prefersColorScheme"] = isDark ? "dark" : "light"; // antd-mobile looks here
  page.style.setProperty("--text-scale", String(textScale));
  const paper = getComputedStyle(page).getPropertyValue("--paper").trim();
  document.querySelector("meta[name=theme-color]")?.setAttribute("content", paper);
}

/** Shows what was chosen before, and follows the system from now on. */
export function begin(): void {
  show();
  night.addEventListener("change", () => change({}));
}

export function change(changed: Partial<Pick<Appearance, "shade" | "textScale">>): void {
  const { shade, textScale } = { ...current, ...changed };
  keep("appearance", JSON.stringify({ shade, textScale }));
  current = read();
  show();
  for (const listener of listeners) listener();
}

export function useAppearance(): Appearance {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

/** A colour of theme.css as `rgb(…)`, for what is drawn without CSS (the map, canvases). */
export function colour(name: `--${string}`): string {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  if (canvas === null) return "rgb(0 0 0)";
  canvas.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}
