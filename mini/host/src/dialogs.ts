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

  /** Resolves with the index of the button, and what was typed where `placeholder` is given. */
  ask(given: {
    title?: string;
    content?: string;
    buttons: readonly string[];
    placeholder?: string;
    kind?: string;
  }): Promise<{ index: number; text: string }> {
    return new Promise((done) => {
      const dialog = element("dialog", `dialog ${given.kind ?? ""}`);
      if (given.title) dialog.append(element("h2", "", given.title));
      if (given.content) dialog.append(element("p", "", given.content));
      const input = given.placeholder === undefined ? undefined : (element("input", "") as HTMLInputElement);
      if (input) {
        input.placeholder = given.placeholder ?? "";
        dialog.append(input);
      }
      const row = element("div", "buttons");
      given.buttons.forEach((text, index) => {
        const button = element("button", "", text);
        button.addEventListener("click", () => {
          dialog.remove();
          done({ index, text: input?.value ?? "" });
        });
        row.append(button);
      });
      dialog.append(row);
      this.layer.append(dialog);
      (dialog as HTMLDialogElement).showModal();
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

export function element(tag: string, name: string, text = ""): HTMLElement {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}
