export { Wallet } from "./Wallet";
