export interface Asked {
  readonly title?: string;
  readonly content?: string;
  readonly buttons: readonly string[];
  /** Where something is to be typed: what stands there before. */
  readonly placeholder?: string;
  /** The name of that field, for who hears it. */
  readonly label?: string;
  /** What is to be typed, where it is a day or an hour. */
  readonly type?: "text" | "date" | "time" | "datetime-local";
  readonly value?: string;
  /** Each may be switched on and off. */
  readonly switches?: readonly { readonly text: string; readonly isOn: boolean }[];
  readonly kind?: string;
}

export interface Said {
  /** Of the button. */
  readonly index: number;
  readonly text: string;
  readonly switches: readonly boolean[];
}

/** What the host draws over a program: nothing of it can be drawn by the program, and nothing of the program lies over it. */
export class Dialogs {
  private toast: HTMLElement | undefined;
  private toastTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly layer: HTMLElement) {}

  showToast(text: string, duration: number, isLoading = false): void {
    this.hideToast();
    this.toast = element("div", isLoading ? "toast loading" : "toast", text);
    this.toast.setAttribute("role", "status");
    this.layer.append(this.toast);
    if (!isLoading) {
      this.toastTimer = setTimeout(() => {
        this.hideToast();
      }, duration);
    }
  }

  hideToast(): void {
    clearTimeout(this.toastTimer);
    this.toast?.remove();
    this.toast = undefined;
  }

  /** Resolves with the button that was tapped, and with what was typed or switched. Only a button ends it. */
  ask(given: Asked): Promise<Said> {
    return new Promise((done) => {
      const dialog = element("dialog", `dialog ${given.kind ?? ""}`.trim()) as HTMLDialogElement;
      dialog.setAttribute("aria-label", given.title || given.content || given.label || "…");
      if (given.title) dialog.append(element("h2", "", given.title));
      if (given.content) dialog.append(element("p", "", given.content));
      const input = given.placeholder === undefined ? undefined : field(given);
      if (input) dialog.append(input);
      const boxes = (given.switches ?? []).map(({ text, isOn }) => switched(dialog, text, isOn));
      const row = element("div", "buttons");
      given.buttons.forEach((text, index) => {
        const button = element("button", "", text);
        button.addEventListener("click", () => {
          dialog.remove();
          done({ index, text: input?.value ?? "", switches: boxes.map((box) => box.checked) });
        });
        row.append(button);
      });
      dialog.append(row);
      this.layer.append(dialog);
      dialog.showModal();
      dialog.addEventListener("cancel", (event) => {
        event.preventDefault();
      });
    });
  }

  clear(): void {
    this.hideToast();
    this.layer.replaceChildren();
  }
}

function field({ type = "text", placeholder = "", label = "", value = "" }: Asked): HTMLInputElement {
  const input = element("input", "") as HTMLInputElement;
  Object.assign(input, { type, placeholder, value });
  input.setAttribute("aria-label", label || placeholder);
  return input;
}

function switched(into: HTMLElement, text: string, isOn: boolean): HTMLInputElement {
  const label = element("label", "switch");
  const box = element("input", "") as HTMLInputElement;
  Object.assign(box, { type: "checkbox", checked: isOn });
  label.append(box, text);
  into.append(label);
  return box;
}

export function element(tag: string, name: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}
