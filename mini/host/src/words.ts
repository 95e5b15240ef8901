import type { Scope } from "@everywhere/mini-spec";

/** What the host itself says around a program, in its reader's language. */
export interface Words {
  readonly back: string;
  readonly menu: string;
  readonly close: string;
  readonly tabs: string;
  readonly ok: string;
  readonly cancel: string;
  readonly refuse: string;
  readonly allow: string;
  readonly restart: string;
  readonly flood: string;
  readonly frozen: string;
  readonly webFlood: string;
  /** With `{address}` in it. */
  readonly webRefused: string;
  readonly unfetched: string;
  readonly settings: string;
  readonly noSettings: string;
  readonly typed: string;
  /** With `{number}` in it. */
  readonly call: string;
  readonly clipboard: string;
  readonly share: string;
  readonly asks: Readonly<Record<Scope, string>>;
  /** The short names of the same, for the list of what is allowed. */
  readonly scopes: Readonly<Record<Scope, string>>;
}

export const ENGLISH: Words = {
  back: "Back",
  menu: "Menu",
  close: "Close",
  tabs: "Pages of this program",
  ok: "OK",
  cancel: "Cancel",
  refuse: "Refuse",
  allow: "Allow",
  restart: "Start again",
  flood: "This program sent too many messages and was ended.",
  frozen: "This program does not answer and was ended.",
  webFlood: "This web page sent too many messages and was taken away.",
  webRefused: "This program may not show {address}.",
  unfetched: "A part of this program could not be fetched.",
  settings: "What this program may use",
  noSettings: "It has not asked for anything yet.",
  typed: "Answer",
  call: "Call {number}",
  clipboard: "wants to read what you copied last.",
  share: "Share this page",
  asks: {
    userInfo: "asks for your name and picture.",
    userLocation: "asks where you are.",
    camera: "asks to use the camera.",
    album: "asks to see pictures that you choose.",
    writePhotosAlbum: "asks to put pictures into your album.",
    record: "asks to use the microphone.",
    phoneNumber: "asks for your phone number.",
  },
  scopes: {
    userInfo: "Name and picture",
    userLocation: "Where you are",
    camera: "Camera",
    album: "Pictures that you choose",
    writePhotosAlbum: "Putting pictures into your album",
    record: "Microphone",
    phoneNumber: "Phone number",
  },
};
