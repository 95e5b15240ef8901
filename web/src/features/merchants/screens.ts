export { ShopMoney } from "./ShopMoney";
