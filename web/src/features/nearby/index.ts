export { useArea, type Point } from "./area";
export { Home } from "./Home";
export { discRadiusM } from "./marks";
export { useCategories, type Category } from "./nearby";
export { placeAt, placesLike, usePlaces, type Place } from "./places";
export { Spot } from "./Spot";
export { WithCurrency } from "./WithCurrency";
export { PlaceButtons, usePlaceName } from "./PlaceDialog";
