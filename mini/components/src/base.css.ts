/** How our elements look before a program says anything. */
export const BASE_STYLE = `
:host { --rpx: calc(100vw / 750); display: block; }
:host([hidden]) { display: none; }
mp-page { position: absolute; inset: 0; overflow: hidden auto; display: block; background: #f5f5f5; color: #333; font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; -webkit-tap-highlight-color: transparent; }
mp-page { overscroll-behavior-y: contain; }
.mp-pull { position: absolute; top: 14px; left: 50%; width: 22px; height: 22px; margin-left: -11px; border: 2px solid #999; border-right-color: transparent; border-radius: 50%; box-sizing: border-box; }
.mp-pull[data-busy] { animation: mp-turn 1s linear infinite; }
.mp-tab-bar { position: absolute; z-index: 99; right: 0; bottom: 0; left: 0; }
.mp-tab-bar * { box-sizing: border-box; }
mp-page, mp-page * { box-sizing: border-box; }
mp-view, mp-swiper, mp-form, mp-scroll-view, mp-image, mp-movable-area, mp-picker-view, mp-rich-text, mp-textarea, mp-map, mp-canvas, mp-web-view { display: block; }
mp-text, mp-label, mp-navigator, mp-picker { display: inline; }
mp-navigator, mp-picker { display: block; }
mp-text { white-space: pre-line; }
mp-text:not([data-selectable]) { user-select: none; }
[hidden] { display: none !important; }
mp-image { width: 300px; height: 225px; overflow: hidden; }
mp-image[data-mode=widthFix] { height: auto; }
mp-image[data-mode=heightFix] { width: auto; }
mp-image img { display: block; width: 100%; height: 100%; }
mp-image[data-mode=widthFix] img { height: auto; }
mp-image[data-mode=heightFix] img { width: auto; }
mp-button { display: block; position: relative; padding: 0 14px; height: 47px; line-height: 47px; font-size: 18px; text-align: center; border-radius: 4px; background: #fff; color: #333; border: 1px solid #ddd; cursor: pointer; user-select: none; overflow: hidden; }
mp-button[data-type=primary] { background: #1677ff; border-color: #1677ff; color: #fff; }
mp-button[data-type=warn] { background: #d93026; border-color: #d93026; color: #fff; }
mp-button[data-type=ghost], mp-button[data-plain] { background: transparent; color: #1677ff; border-color: #1677ff; }
mp-button[data-size=mini] { display: inline-block; height: 30px; line-height: 30px; font-size: 13px; }
mp-button[aria-disabled=true] { opacity: .4; }
.mp-pressed { opacity: .7; }
.mp-spinner { display: inline-block; width: 1em; height: 1em; margin-right: 6px; vertical-align: -.1em; border: 2px solid currentColor; border-right-color: transparent; border-radius: 50%; animation: mp-turn 1s linear infinite; }
@keyframes mp-turn { to { transform: rotate(1turn); } }
[data-still] { touch-action: none; }
mp-input { display: block; min-height: 24px; overflow: hidden; }
.mp-typing { display: grid; min-height: inherit; }
mp-textarea .mp-typing { height: 100%; }
.mp-typing > * { grid-area: 1 / 1; min-width: 0; }
.mp-placeholder { align-self: center; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; pointer-events: none; }
mp-textarea .mp-placeholder { align-self: start; white-space: pre-wrap; }
.mp-typing > :not(:placeholder-shown) + .mp-placeholder { display: none; }
mp-page .mp-typing:has(> .mp-placeholder) > ::placeholder { color: transparent; }
mp-input input, mp-textarea textarea { all: unset; box-sizing: border-box; display: block; width: 100%; min-height: inherit; font: inherit; color: inherit; text-align: inherit; }
mp-textarea { width: 300px; min-height: 80px; }
mp-textarea textarea { height: 100%; white-space: pre-wrap; overflow-wrap: anywhere; }
mp-input input::placeholder, mp-textarea textarea::placeholder { color: #999; }
mp-scroll-view[data-x] { overflow-x: auto; white-space: nowrap; }
mp-scroll-view[data-y] { overflow-y: auto; }
mp-scroll-view[data-trap] { overscroll-behavior: contain; }
mp-swiper { position: relative; height: 150px; overflow: hidden; }
.mp-track { display: flex; width: 100%; height: 100%; overflow: auto hidden; scroll-snap-type: x mandatory; scrollbar-width: none; }
mp-swiper[data-vertical] > .mp-track { flex-direction: column; overflow: hidden auto; scroll-snap-type: y mandatory; }
.mp-track > * { position: relative !important; flex: 0 0 var(--mp-item, 100%); height: 100%; scroll-snap-align: start; scroll-snap-stop: var(--mp-stops, always); overflow: hidden; }
mp-swiper .mp-track[data-still] { overflow: hidden; }
mp-swiper[data-adjusts] > .mp-track { align-items: flex-start; }
mp-swiper[data-adjusts] > .mp-track > * { height: auto; }
mp-swiper-item { display: block; }
.mp-dots { position: absolute; bottom: 8px; left: 0; right: 0; display: flex; justify-content: center; gap: 6px; }
.mp-dots i { width: 6px; height: 6px; border-radius: 50%; }
.mp-sheet { position: fixed; inset: auto 0 0; width: 100%; max-width: none; margin: 0; padding: 0; border: 0; background: #fff; color: #333; font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; }
.mp-sheet::backdrop { background: #0006; }
.mp-sheet-bar { display: flex; align-items: center; justify-content: space-between; gap: 8px; border-bottom: 1px solid #ddd; }
.mp-sheet-bar button { padding: 10px 16px; border: 0; background: none; color: #1677ff; font: inherit; }
mp-radio, mp-checkbox { display: inline-block; vertical-align: middle; min-width: 22px; min-height: 22px; cursor: pointer; }
mp-radio::before, mp-checkbox::before { content: ""; display: inline-block; width: 20px; height: 20px; line-height: 18px; text-align: center; vertical-align: middle; border: 1px solid #ccc; border-radius: 50%; color: #fff; font-size: 14px; }
mp-checkbox::before { border-radius: 4px; }
mp-radio[aria-checked=true]::before, mp-checkbox[aria-checked=true]::before { content: "✓"; background: var(--colour); border-color: var(--colour); }
mp-radio[aria-disabled=true], mp-checkbox[aria-disabled=true], mp-switch[aria-disabled=true] { opacity: .4; }
mp-switch { display: inline-block; width: 51px; height: 31px; border-radius: 16px; background: #ddd; vertical-align: middle; cursor: pointer; }
mp-switch i { display: block; width: 27px; height: 27px; margin: 2px; border-radius: 50%; background: #fff; transition: transform .15s; }
mp-switch[aria-checked=true] { background: var(--colour); }
mp-switch[aria-checked=true] i { transform: translateX(20px); }
mp-slider { display: flex; align-items: center; gap: 8px; }
.mp-sliding { position: relative; flex: 1; min-width: 0; height: max(var(--handle), 24px); }
.mp-sliding > * { position: absolute; }
.mp-rail { top: calc(50% - var(--track) / 2); right: 0; left: 0; height: var(--track); border-radius: var(--track); background: var(--ground); }
.mp-done { right: auto; width: calc(var(--share) * 100%); background: var(--colour); }
.mp-handle { top: calc(50% - var(--handle) / 2); left: calc(var(--share) * (100% - var(--handle))); width: var(--handle); height: var(--handle); border-radius: 50%; background: var(--handle-colour); box-shadow: 0 1px 4px #0005; }
.mp-sliding input { inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; appearance: none; }
.mp-sliding input::-webkit-slider-thumb { appearance: none; width: var(--handle); height: var(--handle); }
.mp-sliding:has(:focus-visible) .mp-handle { outline: 2px solid #1677ff; }
mp-slider[aria-disabled=true] { opacity: .4; }
mp-rich-text img { max-width: 100%; }
mp-picker-view { position: relative; display: flex; height: 204px; overflow: hidden; }
mp-picker-view-column { display: block; flex: 1; height: 100%; min-width: 0; }
.mp-wheel { height: 100%; overflow: hidden auto; scroll-snap-type: y mandatory; scrollbar-width: none; padding-block: var(--mp-above, 0); scroll-padding-block: var(--mp-above, 0); }
.mp-wheel > * { height: var(--mp-row, 34px) !important; line-height: var(--mp-row, 34px); overflow: hidden; text-align: center; scroll-snap-align: start; cursor: pointer; }
.mp-mask { position: absolute; inset: 0; pointer-events: none; background: linear-gradient(#fffc, #fff3 40% 60%, #fffc); }
.mp-line { position: absolute; left: 0; right: 0; top: 50%; height: 34px; transform: translateY(-50%); pointer-events: none; border-block: 1px solid #ddd; }
mp-movable-area { position: relative; }
mp-movable-view { position: absolute; left: 0; top: 0; display: block; }
mp-movable-view[data-direction=all] { touch-action: none; }
mp-movable-view[data-direction=horizontal] { touch-action: pan-y; }
mp-movable-view[data-direction=vertical] { touch-action: pan-x; }
mp-canvas { width: 300px; height: 225px; }
mp-canvas canvas { display: block; width: 100%; height: 100%; }
mp-map { position: relative; height: 225px; overflow: hidden; background: #e8ece8; touch-action: none; }
mp-map > svg { position: absolute; width: 100%; height: 100%; }
.mp-pin { position: absolute; padding: 0; border: 0; background: none; transform: translate(-50%, -100%); }
.mp-drop::before { content: ""; display: block; width: 20px; height: 20px; border-radius: 50% 50% 50% 0; background: #d93026; transform: rotate(-45deg); }
.mp-here::before { content: ""; display: block; width: 14px; height: 14px; border: 2px solid #fff; border-radius: 50%; background: #1677ff; transform: translateY(50%); }
.mp-callout { position: absolute; bottom: 100%; left: 50%; transform: translateX(-50%); padding: 4px 8px; border-radius: 4px; background: #fff; white-space: nowrap; }
.mp-control { position: absolute; padding: 0; border: 0; background: none; }
.mp-zoom { position: absolute; right: 8px; bottom: 8px; }
.mp-zoom button { width: 32px; height: 32px; border: 0; background: #fff; font-size: 18px; }
mp-icon { display: inline-block; line-height: 1; }
mp-progress { display: flex; align-items: center; gap: 8px; }
mp-progress b { display: block; flex: 1; border-radius: 3px; overflow: hidden; }
mp-progress i { display: block; height: 100%; }
[data-placeholder] { display: block; padding: 12px; border: 1px dashed #999; color: #666; }
[data-placeholder]::before { content: attr(data-placeholder) " is not available here"; }
`;
