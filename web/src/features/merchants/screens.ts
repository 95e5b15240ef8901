export { ShopMoney } from "./ShopMoney";
export { SoldTrade } from "./SoldTrade";
export { SoldTrades } from "./Sold";
