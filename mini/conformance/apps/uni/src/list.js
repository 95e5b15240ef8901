export const load = () => uni.getStorageSync("items") || [];
export const save = (items) => uni.setStorageSync("items", items);
