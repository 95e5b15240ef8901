type Heard = (result: { readonly matches: boolean }) => void;

const SIZES = ["minWidth", "maxWidth", "width", "minHeight", "maxHeight", "height"] as const;

/** `createMediaQueryObserver()` of a page or a component: tells whether the screen is so, now and whenever that changes. */
export function createMediaQueryObserver(): object {
  let end = (): void => undefined;
  return {
    observe(asked: Readonly<Record<string, unknown>>, heard: Heard) {
      end();
      const list = matchMedia(queryOf(asked));
      const tell = () => {
        heard({ matches: list.matches });
      };
      list.addEventListener("change", tell);
      end = () => {
        list.removeEventListener("change", tell);
      };
      tell();
    },
    disconnect() {
      end();
    },
  };
}

function queryOf(asked: Readonly<Record<string, unknown>>): string {
  const sizes = SIZES.flatMap((name) => {
    const pixels = Number(asked[name]);
    const feature = name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);
    return asked[name] === undefined || !Number.isFinite(pixels) ? [] : [`(${feature}: ${pixels}px)`];
  });
  const { orientation } = asked;
  const turned = orientation === "portrait" || orientation === "landscape" ? [`(orientation: ${orientation})`] : [];
  return [...sizes, ...turned].join(" and ") || "all";
}
