const PANELS = [
  ["log", "Log"],
  ["stack", "Pages"],
  ["components", "Components"],
  ["network", "Network"],
  ["storage", "Storage"],
  ["setData", "setData"],
] as const;

/** The page of `dev`: a phone with the program in it, and beside it what the program does. */
export const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>mini-program</title>
<style>
body { margin: 0; display: flex; gap: 24px; font: 14px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; background: #e9e9ec; color: #222; }
#phone { position: relative; flex: none; width: 375px; height: 667px; margin: 24px 0 24px 24px; display: flex; flex-direction: column; overflow: hidden; border-radius: 24px; background: #fff; box-shadow: 0 4px 24px #0003; contain: layout; }
.title { display: flex; align-items: center; height: 48px; padding: 0 8px; background: #fff; }
.title .name { flex: 1; margin: 0; font-size: 17px; font-weight: 500; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.title.loading .name::after { content: " …"; }
.title button { border: 0; background: none; font-size: 18px; min-width: 32px; height: 32px; }
.capsule { border: 1px solid #ccc; border-radius: 16px; background: #fff9; }
.stage { position: relative; flex: 1; min-height: 0; }
.stage .web { position: absolute; inset: 0; background: #fff; } .stage .web[hidden] { display: none; } .stage .refused { margin: 0; padding: 48px 24px; text-align: center; overflow-wrap: anywhere; }
.stage iframe { width: 100%; height: 100%; border: 0; display: block; }
.tabs { display: flex; border-top: 1px solid #ddd; background: #fff; }
.tabs[hidden] { display: none; }
.tabs button { position: relative; flex: 1; border: 0; padding: 28px 0 4px; background: none no-repeat 50% 6px / 20px; color: var(--tab, #222); font-size: 12px; }
.tabs button[aria-current=page] { color: var(--tab-selected, #1677ff); }
.tabs button[data-badge]:not([data-badge=""])::after { content: attr(data-badge); position: absolute; top: 4px; padding: 0 5px; border-radius: 8px; background: #d93026; color: #fff; font-size: 10px; }
.toast { position: absolute; top: 45%; left: 50%; max-width: 70%; transform: translate(-50%, -50%); padding: 10px 16px; border-radius: 8px; background: #000c; color: #fff; }
.dialog { width: 280px; padding: 20px 0 0; border: 0; border-radius: 12px; text-align: center; }
.dialog h2 { margin: 0 16px; font-size: 17px; } .dialog p { margin: 8px 16px 16px; white-space: pre-line; } .dialog input { width: 80%; margin-bottom: 16px; }
.dialog .buttons { display: flex; border-top: 1px solid #ddd; } .dialog.sheet .buttons { flex-direction: column; }
.dialog .buttons button { flex: 1; min-height: 44px; border: 0; background: none; font-size: 16px; color: #1677ff; }
#panels nav { display: flex; gap: 4px; margin-bottom: 8px; } #panels nav button { border: 0; border-radius: 8px; padding: 8px 12px; background: none; font: inherit; } #panels nav button[aria-current=true] { background: #fff; font-weight: 600; }
#panels { flex: 1; margin: 24px 24px 24px 0; min-width: 0; } pre { margin: 0; padding: 12px; max-height: 600px; overflow: auto; background: #fff; border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
</style></head>
<body><main id="phone"></main><section id="panels"><nav>${PANELS.map(([id, name]) => `<button value="${id}">${name}</button>`).join("")}</nav>${PANELS.map(([id]) => `<pre id="${id}" hidden></pre>`).join("")}</section><script src="/host.js"></script></body></html>
`;
