export { Camera, FromPicture } from "./Scan";
