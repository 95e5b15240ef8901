type From = "manual" | "code";

/** Where the page rests while it is refreshed, and how far it is drawn at most. */
const RESTS_PX = 50;
const FARTHEST_PX = 90;
/** A finger moves twice as far as the page. */
const DRAG = 0.5;

interface Finger {
  readonly clientY: number;
}

/** Pulling a page down to refresh it: by finger where its configuration lets, and by `my.startPullDownRefresh`. */
export class Pull {
  private readonly sign = document.createElement("div");
  private from: number | undefined;
  private drawn = 0;
  private isBusy = false;

  constructor(
    private readonly root: ShadowRoot,
    private readonly page: HTMLElement,
    private readonly refresh: (from: From) => void,
  ) {
    this.sign.className = "mp-pull";
    this.sign.hidden = true;
    root.prepend(this.sign);
  }

  /** Lets a finger, or a mouse, pull. */
  byFinger(): void {
    const { root } = this;
    const begin = (event: Event, finger: Finger | undefined) => {
      this.from = this.isBusy || finger === undefined || isScrolled(event) ? undefined : finger.clientY;
    };
    const end = () => {
      this.end();
    };
    root.addEventListener("touchstart", (event) => {
      begin(event, (event as TouchEvent).touches[0]);
    });
    root.addEventListener(
      "touchmove",
      (event) => {
        this.move(event, (event as TouchEvent).touches[0]);
      },
      { passive: false },
    );
    root.addEventListener("touchend", end);
    root.addEventListener("touchcancel", end);
    // A mouse leaves what it pulls: above the page is nothing of it.
    const moved = (event: MouseEvent) => {
      this.move(event, event);
    };
    root.addEventListener("mousedown", (event) => {
      begin(event, event as MouseEvent);
      if (this.from === undefined) return;
      document.addEventListener("mousemove", moved);
      document.addEventListener(
        "mouseup",
        () => {
          document.removeEventListener("mousemove", moved);
          end();
        },
        { once: true },
      );
    });
    // A mouse that pulls would mark what it comes over, and scroll that into view.
    root.addEventListener("selectstart", (event) => {
      if (this.from !== undefined) event.preventDefault();
    });
  }

  begin(from: From): void {
    if (this.isBusy) return;
    this.isBusy = true;
    this.draw(RESTS_PX);
    this.refresh(from);
  }

  stop(): void {
    this.isBusy = false;
    this.draw(0);
  }

  /** What a handler of the program caught is not ours: a popup over the page, a map, a drawer. */
  private move(event: Event, finger: Finger | undefined): void {
    if (this.from === undefined || finger === undefined) return;
    const down = (finger.clientY - this.from) * DRAG;
    if (event.defaultPrevented || (down < 0 && this.drawn === 0)) {
      this.from = undefined;
      this.draw(0);
      return;
    }
    if (event.cancelable) event.preventDefault();
    this.draw(Math.min(Math.max(0, down), FARTHEST_PX));
  }

  private end(): void {
    if (this.from === undefined) return;
    this.from = undefined;
    if (this.drawn >= RESTS_PX) this.begin("manual");
    else this.draw(0);
  }

  private draw(down: number): void {
    this.drawn = down;
    this.sign.hidden = down === 0;
    this.sign.toggleAttribute("data-busy", this.isBusy);
    // None at all at rest: what is fixed in the page is fixed to the screen then.
    this.page.style.transform = down === 0 ? "" : `translateY(${down}px)`;
  }
}

/** Whether something under the finger can still be scrolled up. */
function isScrolled(event: Event): boolean {
  return event.composedPath().some((one) => one instanceof Element && one.scrollTop > 0);
}
