import Taro from "@tarojs/taro";

export const load = () => Taro.getStorageSync("items") || [];
export const save = (items) => Taro.setStorageSync("items", items);
