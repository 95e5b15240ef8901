export { dealQuery, myDealsQuery, otherOf, type Deal, type DealCard } from "./deals";
