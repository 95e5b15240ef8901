import mpx from "@mpxjs/core";

export const load = () => mpx.getStorageSync("items") || [];
export const save = (items) => mpx.setStorageSync("items", items);
