import { failure, type Failure } from "@everywhere/mini-spec";
import type { Carry, Options } from "./calls.ts";
import { type Dialogs, element } from "./dialogs.ts";
import type { Words } from "./words.ts";

const PICTURES_MAX = 9;
/** Of a picture that is handed to a program, and how well it is kept: it must fit into one upload. */
const LONGEST_SIDE_PX = 1600;
const QUALITY = 0.8;
const DIALLED = /^[+*#0-9][*#0-9() -]{0,30}$/;
const FAILED_LOCATION: Readonly<Record<number, number>> = { 1: 11, 2: 13, 3: 14 };

/** What a program asks of the device, by what a browser has for it. */
export function deviceCalls(
  layer: HTMLElement,
  dialogs: Dialogs,
  name: string,
  words: Words,
): Readonly<Record<string, Carry>> {
  return {
    getLocation: (o) => located(o),
    chooseImage: async (o) => {
      const files = await picked(layer, o);
      const paths = await Promise.all(files.map(shrunk));
      return { apFilePaths: paths, filePaths: paths, tempFilePaths: paths };
    },
    previewImage: async ({ urls, current }) => {
      const all = (Array.isArray(urls) ? urls : []).filter((one): one is string => isShowable(one));
      const first = typeof current === "number" ? current : Math.max(0, all.indexOf(String(current)));
      if (all[first] === undefined) throw failure("bad_options", "urls");
      await preview(layer, all, first, words);
      return {};
    },
    makePhoneCall: async ({ number }) => {
      const said = String(number ?? "");
      if (!DIALLED.test(said)) throw failure("bad_options", "number");
      const buttons = [words.cancel, words.call.replace("{number}", said)];
      if ((await dialogs.ask({ title: name, buttons })).index !== 1) throw failure("cancelled");
      location.href = `tel:${said.replace(/[() -]/g, "")}`;
      return {};
    },
    datePicker: async ({ format, currentDate, startDate, endDate }) => {
      const kind = String(format ?? "yyyy-MM-dd");
      const type = kind.startsWith("HH") ? "time" : kind.includes("HH") ? "datetime-local" : "date";
      const value = String(currentDate ?? "").replace(" ", "T");
      const buttons = [words.cancel, words.ok];
      const { index, text } = await dialogs.ask({ title: name, buttons, placeholder: "", label: kind, type, value });
      const date = text.replace("T", " ");
      const isInside = (!startDate || date >= String(startDate)) && (!endDate || date <= String(endDate));
      if (index !== 1 || date === "" || !isInside) throw failure("cancelled");
      return { date };
    },
  };
}

function located({ cacheTimeout }: Options): Promise<object> {
  return new Promise((done, failed) => {
    const maximumAge = typeof cacheTimeout === "number" ? Math.max(0, cacheTimeout) * 1000 : 30_000;
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => {
        const { longitude, latitude, accuracy } = coords;
        done({ longitude, latitude, accuracy, horizontalAccuracy: accuracy, timestamp });
      },
      ({ code, message }) => {
        failed({ error: FAILED_LOCATION[code] ?? 13, errorMessage: message } satisfies Failure);
      },
      { maximumAge, timeout: 20_000 },
    );
  });
}

/** Pictures that the person chooses in their system's own way. */
function picked(layer: HTMLElement, { count, sourceType }: Options): Promise<File[]> {
  return new Promise((done, failed) => {
    const most = Math.min(typeof count === "number" && count > 0 ? count : 1, PICTURES_MAX);
    const input = element("input", "picture-input") as HTMLInputElement;
    Object.assign(input, { type: "file", accept: "image/*", multiple: most > 1, hidden: true });
    if (Array.isArray(sourceType) && sourceType.length === 1 && sourceType[0] === "camera")
      input.capture = "environment";
    input.addEventListener("change", () => {
      input.remove();
      done([...(input.files ?? [])].slice(0, most));
    });
    input.addEventListener("cancel", () => {
      input.remove();
      failed(failure("cancelled"));
    });
    layer.append(input);
    input.click();
  });
}

/** A picture as an address that holds it whole; large ones are made smaller. */
async function shrunk(file: File): Promise<string> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas.toDataURL("image/jpeg", QUALITY);
}

/** The page around a program loads no pictures from elsewhere: what it shows large came through the way out, or from the person. */
function isShowable(address: unknown): boolean {
  return typeof address === "string" && /^data:image\//.test(address);
}

function preview(layer: HTMLElement, all: readonly string[], first: number, words: Words): Promise<void> {
  return new Promise((done) => {
    let at = first;
    const dialog = element("dialog", "dialog preview") as HTMLDialogElement;
    const image = element("img", "") as HTMLImageElement;
    const show = () => {
      image.src = all[at] ?? "";
      image.alt = `${at + 1} / ${all.length}`;
    };
    const end = element("button", "end", "×");
    end.setAttribute("aria-label", words.close);
    end.addEventListener("click", () => {
      dialog.close();
    });
    image.addEventListener("click", () => {
      at = (at + 1) % all.length;
      show();
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      done();
    });
    dialog.setAttribute("aria-label", `${first + 1} / ${all.length}`);
    dialog.append(image, end);
    show();
    layer.append(dialog);
    dialog.showModal();
  });
}
