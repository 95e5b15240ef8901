import { ABILITIES, APIS } from "./apis.ts";
import { COMMON_ATTRIBUTES, COMMON_EVENTS, COMPONENTS } from "./components.ts";
import type { ApiSpec, ComponentSpec, Value } from "./kinds.ts";
import { camel, kebab } from "./kinds.ts";

/** The version of the base library that programs see; some branch at 2.0.0. */
export const SDK_VERSION = "2.8.10";

/** What AXML calls a built-in, or undefined. */
export function componentNamed(name: string): ComponentSpec | undefined {
  return Object.hasOwn(COMPONENTS, name) ? COMPONENTS[name as keyof typeof COMPONENTS] : undefined;
}

export function apiNamed(name: string): ApiSpec | undefined {
  return Object.hasOwn(APIS, name) ? APIS[name as keyof typeof APIS] : undefined;
}

/** What the attribute takes, in either spelling; undefined when the component has none of that name. */
export function attributeOf(component: ComponentSpec, name: string): Value | undefined {
  const own = component.attributes[name] ?? component.attributes[kebab(name)] ?? component.attributes[camel(name)];
  return own ?? COMMON_ATTRIBUTES[name];
}

export function hasEvent(component: ComponentSpec, name: string): boolean {
  return component.events.includes(name) || (COMMON_EVENTS as readonly string[]).includes(name);
}

/**
 * What `my.canIUse` answers: `request`, `request.object.url`, `request.success.data`, `button`, `button.open-type.share`,
 * `view.onTap`, `component2`, `page.observers`. Components that are only a placeholder here (tier C) answer false.
 */
export function canIUse(query: string): boolean {
  if (ABILITIES.includes(query)) return true;
  const [first = "", second, third] = query.split(".");
  const api = apiNamed(first);
  if (api) return second === undefined || canCallWith(api, second, third);
  const component = componentNamed(first);
  return component !== undefined && component.tier !== "C" && componentTakes(component, second, third);
}

function canCallWith(api: ApiSpec, part: string, name: string | undefined): boolean {
  if (part === "return" && api.task) return name === undefined || api.task.includes(name);
  if (part === "return") return api.kind === "sync" && (name === undefined || (api.answer ?? []).includes(name));
  if (part === "object") return name === undefined || (api.options ?? []).includes(name);
  if (part === "success" || part === "callback") return name === undefined || (api.answer ?? []).includes(name);
  return false;
}

function componentTakes(component: ComponentSpec, name: string | undefined, word: string | undefined): boolean {
  if (name === undefined) return true;
  if (/^(on|catch)[A-Z]/.test(name)) {
    const event = name.replace(/^(on|catch)/, "");
    return hasEvent(component, event.charAt(0).toLowerCase() + event.slice(1));
  }
  const value = attributeOf(component, name);
  if (value === undefined || word === undefined) return value !== undefined;
  return typeof value !== "string" && value.includes(word);
}
