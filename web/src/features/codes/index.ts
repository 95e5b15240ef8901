export { Camera, FromPicture } from "./Scan";
export { useQr } from "./qr";
